using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;
using Ponos.Delivery;
using Ponos.Transport.RabbitMq;
using RabbitMQ.Client;

namespace Ponos.Benchmarks.Micro;

/// <summary>From an outcome to what is to be acknowledged: the rule, and RabbitMQ's chain of unsettled deliveries.</summary>
public class SettleBenchmarks
{
    private const int Batch = 64;

    private readonly BasicProperties _properties = new()
    {
        MessageId = "0b7c1b5e-2f6e-4a55-9d5e-2a5b7f0d1c11",
        Type = "image.resize",
        ContentType = "application/json",
    };

    private readonly byte[] _body = new byte[200];
    private readonly RabbitDelivery[] _deliveries = new RabbitDelivery[Batch];
    private readonly BodyPool _bodies = new();
    private readonly DeliveryChain _chain = new();
    private readonly List<SettleFrame> _frames = [];

    /// <summary>With the reading of the delivery, without which there is nothing to settle.</summary>
    [Benchmark(OperationsPerInvoke = Batch)]
    public int ReadAndSettle()
    {
        for (var i = 0; i < Batch; i++)
        {
            _deliveries[i] = RabbitDelivery.Read(null!, _bodies, "q", (ulong)i + 1, redelivered: false, "", "q", _properties, _body);
            _chain.Add(_deliveries[i]);
        }

        foreach (var delivery in _deliveries)
        {
            var settlement = SettlementRule.Settle(Verdict.Succeeded(Tries.First));
            _chain.Finish(delivery, settlement.Kind == SettlementKind.Ack ? Settling.Ack : Settling.Requeue);
            // As the delivery does when it is settled through its channel.
            _ = MemoryMarshal.TryGetArray(delivery.Body, out var body);
            _bodies.Return(body.Array!);
        }

        _frames.Clear();
        _chain.Collect(all: false, _frames);
        return _frames.Count;
    }
}
