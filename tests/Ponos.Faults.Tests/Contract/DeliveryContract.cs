using System.Collections.Concurrent;
using Ponos.Faults.Tests.Support;
using Ponos.Handlers;

namespace Ponos.Faults.Tests.Contract;

/// <summary>Retry, publish later, dead and replayed: the same on every transport.</summary>
internal abstract class DeliveryContract<TRig> : ContractFixture<TRig>
    where TRig : IDeliveryRig, new()
{
    private readonly ConcurrentQueue<(string Id, int Attempt, DateTimeOffset At)> _runs = new();

    private HandlerSettings LongRetries => new() { MaxAttempts = 4, Delay = Rig.LongWait, MaxDelay = Rig.LongWait, Jitter = false };

    [SetUp]
    public void Forget() => _runs.Clear();

    [Test, CancelAfter(Bound)]
    public async Task Retry_HostRestartedBetweenAttempts_CountsThemAll()
    {
        var setup = new WorkerSetup { Settings = LongRetries, Handle = FailUntil(attempt: 3) };
        var first = await StartAsync(setup);
        await first.PublishTaskAsync("job");
        await Rig.UntilAsync(() => _runs.Count == 1 && IsIdle(first), () => "the first attempt did not run");
        await first.StopAsync();

        var second = await StartAsync(setup);
        await Rig.UntilAsync(() => second.Handled.Contains("job"), Seen);

        Assert.That(_runs.Select(run => run.Attempt), Is.EqualTo(new[] { 1, 2, 3 }));
        var waits = _runs.Zip(_runs.Skip(1), (one, next) => next.At - one.At);
        Assert.That(waits, Has.All.GreaterThanOrEqualTo(Rig.LongWait - TimeSpan.FromMilliseconds(50)), "None came early.");
    }

    [Test, CancelAfter(Bound)]
    public async Task Retry_ProcessDiesWhileJobsWait_LosesNoneAndForgetsNoAttempt()
    {
        var ids = Ids(20);
        var setup = new WorkerSetup { Settings = LongRetries, Handle = FailUntil(attempt: 2) };
        var first = await StartAsync(setup);
        await PublishAsync(first, ids);
        await Rig.UntilAsync(() => _runs.Count == ids.Length && IsIdle(first), Seen);
        await first.SettledAsync();
        await first.CrashAsync();

        var second = await StartAsync(setup);
        await Rig.UntilAsync(() => ids.All(second.Handled.Contains), Seen);

        Assert.That(_runs.Where(run => run.Attempt == 1).Select(run => run.Id), Is.EquivalentTo(ids));
        Assert.That(_runs.Where(run => run.Attempt == 2).Select(run => run.Id), Is.EquivalentTo(ids));
    }

    [Test, CancelAfter(Bound)]
    public async Task Retry_ShortWait_CountsWithTheLongOnes()
    {
        // 1st in the process, then doubling beyond what waits there.
        var limit = Rig.ShortWait * 1.5;
        var worker = await StartAsync(new WorkerSetup
        {
            Settings = new HandlerSettings { MaxAttempts = 3, Delay = Rig.ShortWait, MaxDelay = TimeSpan.FromMinutes(1), Jitter = false },
            Options = options => options.Retry.InProcessLimit = limit,
            Handle = FailUntil(attempt: 9),
        });
        await worker.PublishTaskAsync("job");
        await Rig.UntilAsync(() => _runs.Count == 3 && IsIdle(worker), Seen);

        DeadLetter? dead = null;
        await Wait.UntilAsync(async () => (dead = await worker.DeadLetters.PeekAsync(worker.Task, "job")) is not null, Seen);
        Assert.That((dead!.Reason, dead.Attempt), Is.EqualTo(("exhausted", 3)));
        Assert.That(_runs.Select(run => run.Attempt), Is.EqualTo(new[] { 1, 2, 3 }));
    }

    [Test, CancelAfter(Bound)]
    public async Task PublishLater_Delay_ComesWhenDueWhateverWasPublishedBetween()
    {
        var worker = await StartAsync(new WorkerSetup { Handle = Run });
        var laterDue = Rig.Clock.GetUtcNow() + Rig.LongWait;
        await worker.PublishTaskAsync("later", options: new PublishOptions { Delay = Rig.LongWait });
        var soonerDue = Rig.Clock.GetUtcNow() + (Rig.LongWait / 2);
        await worker.PublishTaskAsync("sooner", options: new PublishOptions { NotBefore = soonerDue });
        await worker.PublishTaskAsync("now");
        await Rig.UntilAsync(() => _runs.Count == 3, Seen);

        // When each was due, and not in which order: a busy machine may take longer to publish than they wait.
        var tolerance = TimeSpan.FromMilliseconds(50);
        Assert.That(_runs.Select(run => run.Id), Is.EquivalentTo(new[] { "now", "sooner", "later" }));
        Assert.That(_runs.Single(run => run.Id == "later").At, Is.GreaterThanOrEqualTo(laterDue - tolerance));
        Assert.That(_runs.Single(run => run.Id == "sooner").At, Is.GreaterThanOrEqualTo(soonerDue - tolerance));
    }

    [TestCase(ExpiredJobs.Park), TestCase(ExpiredJobs.Drop), CancelAfter(Bound)]
    public async Task Expired_NextAttemptAfterNotAfter_IsNotRun(ExpiredJobs expired)
    {
        var broken = true;
        var worker = await StartAsync(new WorkerSetup
        {
            Settings = LongRetries with { Expired = expired },
            Handle = context => Volatile.Read(ref broken) ? Fail(context) : Run(context),
        });
        await worker.PublishTaskAsync("job", options: new PublishOptions { TimeToLive = Rig.LongWait / 2 });
        await Rig.UntilAsync(() => worker.Log.Contains(expired == ExpiredJobs.Park ? 36 : 37), Seen);

        Assert.That(_runs.Select(run => run.Attempt), Is.EqualTo(new[] { 1 }));
        if (expired == ExpiredJobs.Drop)
        {
            Assert.That(await worker.DeadLetters.ListAsync(worker.Task), Is.Empty);
            return;
        }

        Assert.That((await DeadAsync(worker, 1))[0].Reason, Is.EqualTo("expired"));
        Volatile.Write(ref broken, false);
        Assert.That(await worker.DeadLetters.ReplayAsync(worker.Task), Is.EqualTo(1));
        await Rig.UntilAsync(() => worker.Handled.Contains("job"), Seen);
    }

    [Test, CancelAfter(Bound)]
    public async Task Dead_Replayed_IsHandledWithItsAttemptsReset()
    {
        var broken = true;
        var ids = Ids(10);
        var worker = await StartAsync(new WorkerSetup
        {
            Settings = new HandlerSettings { MaxAttempts = 2, Delay = TimeSpan.Zero },
            Handle = context => Volatile.Read(ref broken) ? Fail(context) : Run(context),
        });
        await PublishAsync(worker, ids);
        var dead = await DeadAsync(worker, ids.Length);
        Assert.That(dead.Select(letter => letter.MessageId), Is.EquivalentTo(ids));
        Assert.That(dead.Select(letter => (letter.Reason, letter.Attempt, letter.Error)), Has.All.EqualTo(("exhausted", 2, "broken")));
        Assert.That(_runs.Select(run => run.Attempt).Distinct(), Is.EquivalentTo(new[] { 1, 2 }));

        Volatile.Write(ref broken, false);
        _runs.Clear();
        Assert.That(await worker.DeadLetters.ReplayAsync(worker.Task), Is.EqualTo(ids.Length));
        await Rig.UntilAsync(() => ids.All(worker.Handled.Contains), Seen);

        Assert.That(_runs.Select(run => (run.Id, run.Attempt)), Is.EquivalentTo(ids.Select(id => (id, 1))));
        Assert.That(await worker.DeadLetters.ListAsync(worker.Task), Is.Empty);
    }

    [Test, CancelAfter(Bound)]
    public async Task Dead_ReplayedWhileStillBroken_IsDeadOnceMore()
    {
        var worker = await StartAsync(new WorkerSetup { Handle = context => throw new WorkerStopException("never") });
        await worker.PublishTaskAsync("job");
        await DeadAsync(worker, 1);

        Assert.That(await worker.DeadLetters.ReplayAsync(worker.Task), Is.EqualTo(1));
        var dead = await DeadAsync(worker, 1);

        Assert.That(dead.Select(letter => (letter.MessageId, letter.Reason)), Is.EqualTo(new[] { ("job", "stopped") }));
    }

    private Func<JobContext, Task> FailUntil(int attempt) => context => context.Attempt < attempt ? Fail(context) : Run(context);

    private Task Fail(JobContext context)
    {
        Note(context);
        throw new IOException("broken");
    }

    private Task Run(JobContext context)
    {
        Note(context);
        return Task.CompletedTask;
    }

    private void Note(JobContext context) => _runs.Enqueue((context.MessageId!, context.Attempt, Rig.Clock.GetUtcNow()));

    private static bool IsIdle(WorkerHost worker) => worker.Server.Workers.All(queue => queue.Slots.Running == 0);

    private string Seen() => string.Join(", ", _runs);

    private async Task<IReadOnlyList<DeadLetter>> DeadAsync(WorkerHost worker, int count)
    {
        IReadOnlyList<DeadLetter> dead = [];
        await Wait.UntilAsync(
            async () => (dead = await worker.DeadLetters.ListAsync(worker.Task)).Count == count, () => $"{dead.Count} are dead: {Seen()}");
        return dead;
    }
}
