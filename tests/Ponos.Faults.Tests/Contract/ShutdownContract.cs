using System.Collections.Concurrent;
using Ponos.Faults.Tests.Support;
using Ponos.Handlers;

namespace Ponos.Faults.Tests.Contract;

/// <summary>Timeouts, drain and poison: the same on every transport.</summary>
internal abstract class ShutdownContract<TRig> : ContractFixture<TRig>
    where TRig : IDeliveryRig, new()
{
    private const int HandlerOverran = 16;

    private readonly ConcurrentQueue<string> _begun = new();

    [SetUp]
    public void Forget() => _begun.Clear();

    [Test, CancelAfter(Bound)]
    public async Task Timeout_HandlerIgnoresIt_IsReportedAndKeepsItsSlot()
    {
        var stubborn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var worker = await StartAsync(new WorkerSetup
        {
            Settings = new HandlerSettings { Concurrency = 1, AttemptTimeout = Rig.ShortWait, MaxAttempts = 1 },
            Handle = context => Begin(context, context.MessageId == "stubborn" ? stubborn.Task : Task.CompletedTask),
        });
        await worker.PublishTaskAsync("stubborn");
        await Wait.UntilAsync(() => !_begun.IsEmpty, () => "the job did not begin");
        await worker.PublishTaskAsync("behind");

        await Rig.PassAsync(Rig.ShortWait);
        await Rig.PassAsync(TimeSpan.FromSeconds(2));
        await Wait.UntilAsync(() => worker.Log.Contains(HandlerOverran), () => "the overrun is not in the log");
        Assert.That(_begun, Is.EqualTo(new[] { "stubborn" }), "The one behind it waits for the slot.");

        stubborn.SetResult();
        await Wait.UntilAsync(() => worker.Handled.Contains("behind"), () => "the slot did not become free");
    }

    [Test, CancelAfter(Bound)]
    public async Task Drain_JobsInHand_EndOrGoBackAndNoneRunsTwice()
    {
        var ids = Ids(40);
        var gate = new SemaphoreSlim(0);
        var setup = new WorkerSetup { Handle = context => Begin(context, gate.WaitAsync()) };
        var first = await StartAsync(setup);
        await PublishAsync(first, ids);
        await Wait.UntilAsync(() => _begun.Count == 4, () => $"{_begun.Count} jobs run, not 4");

        var stopping = first.StopAsync();
        await Wait.UntilAsync(() => first.Log.Contains(4), () => "the worker does not drain");
        for (var ended = 0; ended < 4; ended++)
        {
            // One after the other: each is settled by itself.
            gate.Release();
            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }

        await stopping;
        var byFirst = _begun.ToArray();
        Assert.That(first.Handled.Ids, Is.EquivalentTo(byFirst), "What ran ended.");

        gate.Release(ids.Length);
        var second = await StartAsync(setup with { Handled = first.Handled });
        await Rig.UntilAsync(() => ids.All(second.Handled.Contains), () => string.Join(", ", ids.Except(second.Handled.Ids)));

        Assert.That(byFirst, Has.Length.EqualTo(4), "No other was started.");
        Assert.That(_begun, Is.EquivalentTo(ids), "None ran twice.");
    }

    [Test, CancelAfter(Bound)]
    public async Task Drain_HandlerOutlastsTheShutdown_IsInterruptedAndItsAttemptDoesNotCount()
    {
        var attempts = new ConcurrentQueue<int>();
        var first = await StartAsync(new WorkerSetup
        {
            Options = options => options.ShutdownTimeout = TimeSpan.Zero,
            Handle = context =>
            {
                attempts.Enqueue(context.Attempt);
                return Task.Delay(Timeout.Infinite, context.CancellationToken);
            },
        });
        await first.PublishTaskAsync("job");
        await Wait.UntilAsync(() => !attempts.IsEmpty, () => "the job did not begin");
        await first.StopAsync();

        var second = await StartAsync(new WorkerSetup
        {
            Handle = context =>
            {
                attempts.Enqueue(context.Attempt);
                return Task.CompletedTask;
            },
        });
        await Rig.UntilAsync(() => second.Handled.Contains("job"), () => "the job did not come again");

        Assert.That(attempts, Is.EqualTo(new[] { 1, 1 }));
    }

    [Test, CancelAfter(Bound)]
    public async Task Poison_WorkerDiesOverItTooOften_IsDeadByTheDeliveryLimit()
    {
        const int Limit = 2;
        void Limited(PonosOptions options) => options.DeliveryLimit = Limit;
        for (var delivery = 1; delivery <= Limit + 1; delivery++)
        {
            var dying = await StartAsync(new WorkerSetup
            {
                Options = Limited,
                Handle = context => Begin(context, Task.Delay(Timeout.Infinite, context.CancellationToken)),
            });
            if (delivery == 1)
            {
                await dying.PublishTaskAsync("poison");
            }

            await Wait.UntilAsync(() => _begun.Count == delivery, () => $"{_begun.Count} deliveries, not {delivery}");
            await dying.CrashAsync();
        }

        var worker = await StartAsync(new WorkerSetup { Options = Limited });
        await worker.PublishTaskAsync("harmless");
        await Rig.UntilAsync(() => worker.Handled.Contains("harmless"), () => "the queue does not go on");
        DeadLetter? dead = null;
        await Wait.UntilAsync(
            async () => (dead = await worker.DeadLetters.PeekAsync(worker.Task, "poison")) is not null, () => "the poison is not dead");

        Assert.That(dead!.Reason, Is.EqualTo("delivery-limit"));
        Assert.That(worker.Handled.Contains("poison"), Is.False);
    }

    private Task Begin(JobContext context, Task work)
    {
        _begun.Enqueue(context.MessageId!);
        return work;
    }
}
