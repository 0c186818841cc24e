using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Khronos;

namespace Ponos.Benchmarks.Timers;

/// <summary>
/// Takes time events: each is written as the JSON of its contract, and is confirmed at once. What Ponos' own publisher does
/// besides is not done: the check against the schema, the headers, the confirm.
/// </summary>
internal sealed class MemoryPublisher : IPublisher
{
    private static readonly JsonTypeInfo<TimePassed> Contract =
        (JsonTypeInfo<TimePassed>)new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            TypeInfoResolver = KhronosJson.TypeInfoResolver,
        }.GetTypeInfo(typeof(TimePassed));

    private readonly Lock _gate = new();
    private readonly ArrayBufferWriter<byte> _body = new(1024);
    private readonly Utf8JsonWriter _writer = new(Stream.Null);

    public Task PublishEventAsync(string name, object job, PublishOptions? options = null, CancellationToken cancellationToken = default)
    {
        // Ponos' own publisher writes into buffers that it keeps, too.
        lock (_gate)
        {
            _body.ResetWrittenCount();
            _writer.Reset(_body);
            JsonSerializer.Serialize(_writer, (TimePassed)job, Contract);
        }

        return Task.CompletedTask;
    }

    public Task PublishTaskAsync(string name, object job, PublishOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public Task PublishAsync<TJob>(TJob job, CancellationToken cancellationToken = default)
        where TJob : notnull => throw new NotSupportedException();

    public Task PublishAsync<TJob>(TJob job, PublishOptions options, CancellationToken cancellationToken = default)
        where TJob : notnull => throw new NotSupportedException();

    public IReadOnlyList<ContractViolation> Validate<TJob>(TJob job)
        where TJob : notnull => throw new NotSupportedException();

    public IReadOnlyList<ContractViolation> Validate(JobKind kind, string name, object job) => throw new NotSupportedException();
}
