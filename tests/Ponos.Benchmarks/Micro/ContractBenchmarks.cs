using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using BenchmarkDotNet.Attributes;
using Ponos.Benchmarks.Jobs;
using Ponos.Contracts;
using Ponos.Schema;

namespace Ponos.Benchmarks.Micro;

/// <summary>Checking a valid job that lies there as UTF-8 bytes, and reading it.</summary>
public class ContractBenchmarks
{
    private byte[] _job = [];
    private JsonSchema _ours = null!;
    private NJsonSchema.JsonSchema _theirs = null!;
    private Func<byte[], object?> _deserialise = null!;
    private Func<byte[], object?> _deserialiseStrictly = null!;

    /// <summary>The job's size, about.</summary>
    [Params(200, 2000)]
    public int Bytes { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        var isSmall = Bytes == 200;
        _job = isSmall
            ? JsonSerializer.SerializeToUtf8Bytes(ImageJob.Sample, ImageJson.Default.ImageJob)
            : JsonSerializer.SerializeToUtf8Bytes(ShopOrder.Sample, ImageJson.Default.ShopOrder);
        var schema = isSmall ? JobSchemas.ImageJob : JobSchemas.ShopOrder;
        _ours = JsonSchema.Compile(schema);
        _theirs = NJsonSchema.JsonSchema.FromJsonAsync(schema).GetAwaiter().GetResult();
        var strict = SystemTextJsonSerializer.CreateOptions();
        strict.TypeInfoResolver = ImageJson.Default;
        _deserialise = isSmall ? Reader(ImageJson.Default.ImageJob) : Reader(ImageJson.Default.ShopOrder);
        _deserialiseStrictly = isSmall
            ? Reader((JsonTypeInfo<ImageJob>)strict.GetTypeInfo(typeof(ImageJob)))
            : Reader((JsonTypeInfo<ShopOrder>)strict.GetTypeInfo(typeof(ShopOrder)));
        if (!_ours.IsValid(_job) || _theirs.Validate(Encoding.UTF8.GetString(_job)).Count > 0)
        {
            throw new InvalidOperationException("The job is to be valid.");
        }

        if (Math.Abs(_job.Length - Bytes) > Bytes / 10)
        {
            throw new InvalidOperationException($"The job is to have {Bytes} bytes and has {_job.Length}.");
        }
    }

    [Benchmark]
    public bool Validate() => _ours.IsValid(_job);

    [Benchmark]
    public bool ValidateNJsonSchema() => _theirs.Validate(Encoding.UTF8.GetString(_job)).Count == 0;

    [Benchmark]
    public object? Deserialise() => _deserialise(_job);

    [Benchmark]
    public object? ValidateAndDeserialise() => _ours.IsValid(_job) ? _deserialise(_job) : null;

    /// <summary>With the options that a service starts from: no name twice, nullability respected.</summary>
    [Benchmark]
    public object? DeserialiseStrictly() => _deserialiseStrictly(_job);

    [Benchmark]
    public object? ValidateAndDeserialiseStrictly() => _ours.IsValid(_job) ? _deserialiseStrictly(_job) : null;

    private static Func<byte[], object?> Reader<T>(JsonTypeInfo<T> info) => job => JsonSerializer.Deserialize(job, info);
}
