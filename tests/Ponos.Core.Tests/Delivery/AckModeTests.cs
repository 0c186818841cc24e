using Microsoft.Extensions.DependencyInjection;
using Ponos.Delivery;
using Ponos.Handlers;
using Ponos.Hosting;
using Ponos.Testing;

namespace Ponos.Core.Tests.Delivery;

/// <summary>Whether a finished job may wait for others before the broker hears of it: the handler's word, else the service's.</summary>
public sealed class AckModeTests
{
    [TestCase(null, null, false)]
    [TestCase(null, AckMode.Immediate, true)]
    [TestCase(AckMode.Immediate, null, true)]
    [TestCase(AckMode.Coalesced, AckMode.Immediate, false)]
    public async Task Settle_Ack_IsAsTheHandlerSays(AckMode? handler, AckMode? service, bool immediate)
    {
        await using var ponos = await PonosHarness.StartAsync(services => services
            .AddPonos("s", HandlerCatalog.Empty, options => options.AckMode = service ?? options.AckMode)
            .MapTask("s.task", (Job job) => Task.CompletedTask, new HandlerSettings { AckMode = handler }));
        var runtime = ponos.Services.GetRequiredKeyedService<WorkerServer>("s").Workers.Single().Plan;
        var delivery = new WatchedDelivery { Queue = "s.s.task" };

        await new Settler(null!, null!, null!, TimeSpan.Zero)
            .SettleAsync(new IncomingJob(delivery, runtime, Tries.First, tid: null), Verdict.Succeeded(Tries.First), Settlement.Ack);

        Assert.That(delivery.Acks, Is.EqualTo(new[] { immediate }));
    }

    private sealed class WatchedDelivery : Transport.Delivery
    {
        public List<bool> Acks { get; } = [];

        public override ReadOnlyMemory<byte> Body => default;

        public override bool IsGone => false;

        public override void Ack(bool immediate = false) => Acks.Add(immediate);

        public override void Requeue() => Assert.Fail("It was to be acknowledged.");
    }
}
