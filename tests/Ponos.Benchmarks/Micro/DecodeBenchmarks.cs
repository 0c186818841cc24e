using System.Text;
using BenchmarkDotNet.Attributes;
using Ponos.Contracts;
using Ponos.Delivery;

namespace Ponos.Benchmarks.Micro;

/// <summary>What is read of a delivery before its job: the transaction id, which is taken out, and the attempt.</summary>
public class DecodeBenchmarks
{
    private readonly byte[] _job =
    [
        .. Encoding.UTF8.GetBytes(System.Text.Json.JsonSerializer.Serialize(Jobs.ImageJob.Sample, Jobs.ImageJson.Default.ImageJob))
            .AsSpan(0..^1),
        .. ""","tid":"0b7c1b5e-2f6e-4a55-9d5e-2a5b7f0d1c11"}"""u8,
    ];

    private readonly Dictionary<string, object?> _headers = new()
    {
        [JobHeaders.Contract] = "0123456789ab"u8.ToArray(),
        [JobHeaders.Attempt] = 2L,
    };

    [Benchmark]
    public bool Decode()
    {
        using var payload = JobPayload.Read(_job);
        return payload.Tid is not null && 0 < JobEnvelope.ReadAttempt(_headers, maxAttempts: 5);
    }
}
