using System.Buffers.Binary;
using System.Text;
using BenchmarkDotNet.Attributes;
using Ponos.Transport.RabbitMq.Wire;

namespace Ponos.Benchmarks.Micro;

/// <summary>What looking through the headers costs: deliveries as the broker sends them, through the guard.</summary>
public class GuardBenchmarks
{
    private const int Deliveries = 64;

    private readonly FrameGuard _guard = new();
    private readonly byte[] _wire = [.. Enumerable.Repeat(Delivery(), Deliveries).SelectMany(bytes => bytes)];
    private readonly byte[] _taken = new byte[64 * 1024];

    /// <summary>Into the guard and out again.</summary>
    [Benchmark(OperationsPerInvoke = Deliveries)]
    public int Pass()
    {
        var taken = 0;
        for (var at = 0; at < _wire.Length;)
        {
            var room = _guard.Room();
            var count = Math.Min(room.Length, _wire.Length - at);
            _wire.AsSpan(at, count).CopyTo(room.Span);
            _guard.Add(count);
            at += count;
            taken += _guard.Take(_taken);
        }

        return taken;
    }

    private static byte[] Delivery()
    {
        byte[] headers = [.. Entry("ponos-contract", "5f1c7a90"), .. Entry("publisherWorkerName", "image.resize"), .. Entry("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")];
        byte[] header = [0, 60, 0, 0, 0, 0, 0, 0, 0, 0, 0, 200, 0xB8, 0x80, .. Short("application/json"), .. Long(headers), 2, .. Short(Guid.Empty.ToString())];
        return [.. Frame(1, new byte[60]), .. Frame(2, header), .. Frame(3, new byte[200])];
    }

    private static byte[] Entry(string name, string value) => [.. Short(name), (byte)'S', .. Long(Encoding.UTF8.GetBytes(value))];

    private static byte[] Short(string text) => [(byte)text.Length, .. Encoding.UTF8.GetBytes(text)];

    private static byte[] Long(byte[] bytes)
    {
        var counted = new byte[4 + bytes.Length];
        BinaryPrimitives.WriteInt32BigEndian(counted, bytes.Length);
        bytes.CopyTo(counted, 4);
        return counted;
    }

    private static byte[] Frame(byte type, byte[] payload) => [type, 0, 1, .. Long(payload), 0xCE];
}
