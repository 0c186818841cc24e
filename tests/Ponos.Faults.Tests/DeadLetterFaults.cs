using Ponos.Faults.Tests.Support;
using Ponos.Tests.Support;

namespace Ponos.Faults.Tests;

/// <summary>Faults 18 and 19: what happens to dead-letter queues; and what the broker moves there itself.</summary>
internal sealed class DeadLetterFaults : FaultFixture
{
    private const int SettlementFailed = 20;
    private const int Jobs = 33;

    private RabbitBroker _broker = null!;

    [OneTimeSetUp]
    public async Task UseBroker() => _broker = await Brokers.SteadyAsync();

    [Test, CancelAfter(Bound)]
    public async Task Fault18_DeadQueueGone_IsDeclaredAgain()
    {
        var worker = await StartWorkerAsync(_broker.Uri, new WorkerSetup { Handle = StopBad });
        var load = await StartLoadAsync(worker);

        await _broker.RabbitMqCtlAsync("delete_queue", worker.TaskQueue + ".dead");
        var ids = await PublishBadAsync(worker);
        var deleted = Clock.Now;
        var dead = await AwaitDeadAsync(worker, ids);
        var recovery = Clock.Now - deleted;

        await load.FlowsSinceAsync(Clock.Now);
        Assert.That(dead.Select(letter => letter.Reason), Has.All.EqualTo("stopped"));
        Report(18, recovery, $"all {Jobs} dead jobs are in the queue declared anew; {await load.SettleAsync()}");
    }

    [Test, CancelAfter(Bound)]
    public async Task Fault18_DeadQueueGoneForAWorkerThatMayNotDeclare_AlertsAndKeepsTheJobs()
    {
        var owner = await StartWorkerAsync(_broker.Uri);
        await owner.StopAsync();
        var worker = await StartWorkerAsync(_broker.Uri, new WorkerSetup
        {
            Service = owner.Service, Handle = StopBad, Options = options => options.Declare = DeclareMode.Passive,
        });
        var load = await StartLoadAsync(worker);

        await _broker.RabbitMqCtlAsync("delete_queue", worker.TaskQueue + ".dead");
        var ids = await PublishBadAsync(worker);
        await Wait.UntilAsync(
            () => worker.Log.Lines.Count(line => line.Event == SettlementFailed) >= Jobs, () => "no alert for each dead job");
        await load.FlowsSinceAsync(Clock.Now);
        Assert.That(worker.Log.ToString(), Does.Contain(worker.TaskQueue + ".dead"));

        // Somebody who may declares it again.
        await StartWorkerAsync(_broker.Uri, new WorkerSetup { Service = owner.Service, Handled = worker.Handled, Handle = StopBad });
        var restored = Clock.Now;
        var dead = await AwaitDeadAsync(worker, ids);
        var recovery = Clock.Now - restored;
        Assert.That(dead.Select(letter => letter.Reason), Has.All.EqualTo("stopped"));
        Report(
            18,
            recovery,
            $"without permission to declare: {Jobs} jobs kept and alerted, dead once the queue was back; {await load.SettleAsync()}");
    }

    [Test, CancelAfter(Bound)]
    public async Task Fault19_DeadQueueFull_OriginalsAreNotAcknowledged()
    {
        var service = WorkerHost.NewService();
        var policy = $"full-{service}";
        var deadQueue = $"{service}.{WorkerHost.TaskOf(service)}.dead";
        await _broker.RabbitMqCtlAsync(
            "set_policy",
            policy,
            $"^{deadQueue.Replace(".", "\\.", StringComparison.Ordinal)}$",
            """{"max-length":1,"overflow":"reject-publish"}""",
            "--apply-to",
            "queues");
        var worker = await StartWorkerAsync(_broker.Uri, new WorkerSetup { Service = service, Handle = StopBad });
        var load = await StartLoadAsync(worker);

        var ids = await PublishBadAsync(worker);
        await Wait.UntilAsync(() => worker.Log.Contains(SettlementFailed), () => "no alert");
        await load.FlowsSinceAsync(Clock.Now);
        await load.StopAsync();
        await Wait.UntilAsync(() => load.Jobs.Confirmed.All(worker.Handled.Contains), load.Describe);
        var unacknowledged = 0;
        await Wait.UntilAsync(
            async () =>
            {
                unacknowledged = await CountAsync(worker.TaskQueue, "messages_unacknowledged");
                return unacknowledged > 0 && unacknowledged + await CountAsync(deadQueue, "messages_ready") == Jobs;
            },
            () => $"{unacknowledged} originals are unacknowledged");

        // Raised, not cleared: a quorum queue of RabbitMQ 3.10 that loses its limit goes on refusing those it refused.
        await _broker.RabbitMqCtlAsync(
            "set_policy",
            policy,
            $"^{deadQueue.Replace(".", "\\.", StringComparison.Ordinal)}$",
            """{"max-length":1000,"overflow":"reject-publish"}""",
            "--apply-to",
            "queues");
        var emptied = Clock.Now;
        var dead = await AwaitDeadAsync(worker, ids);
        var recovery = Clock.Now - emptied;
        Assert.That(dead.Select(letter => letter.Reason), Has.All.EqualTo("stopped"));
        Report(19, recovery, $"{unacknowledged} of {Jobs} originals stayed unacknowledged while the queue was full; {load.Describe()}");
    }

    [Test, CancelAfter(Bound)]
    public async Task Poison_KillsTheProcessTooOften_IsDeadByTheDeliveryLimit()
    {
        const int Limit = 2;
        var publisher = await StartWorkerAsync(_broker.Uri);
        var service = publisher.Service + "-process";
        (string, string)[] orders =
            [
                ("FAULTS_SERVICE", service),
                ("FAULTS_TASK", publisher.Task),
                ("FAULTS_POISON", "poison"),
                ("Ponos__DeliveryLimit", $"{Limit}"),
            ];
        var worker = Own(WorkerProcess.Start(_broker.Uri, orders));
        await worker.WhenReadyAsync();
        await publisher.PublishTaskAsync("poison", options: new PublishOptions { Service = service });

        var deaths = 0;
        for (; deaths <= Limit; deaths++)
        {
            // The poison may kill it before it says that it is ready.
            await worker.WhenExitedAsync();
            Assert.That(worker.BegunIds, Does.Contain("poison"));
            worker = Own(WorkerProcess.Start(_broker.Uri, orders));
        }

        await worker.WhenReadyAsync();

        await publisher.PublishTaskAsync("harmless", options: new PublishOptions { Service = service });
        await Wait.UntilAsync(() => worker.DoneIds.Contains("harmless"), () => $"the queue does not go on: {worker.Output}");
        Assert.That(worker.BegunIds, Does.Not.Contain("poison"));
        var reader = await StartWorkerAsync(
            _broker.Uri, new WorkerSetup { Service = service, Task = publisher.Task, Options = options => options.DeliveryLimit = Limit });
        var dead = await AwaitDeadAsync(reader, ["poison"]);
        Assert.That(dead.Single().Reason, Is.EqualTo("delivery-limit"));
        await TestContext.Progress.WriteLineAsync($"poison: dead with reason {dead.Single().Reason} after {deaths} deaths of the process");
    }

    private static Task StopBad(JobContext context) =>
        context.MessageId!.StartsWith("bad", StringComparison.Ordinal) ? throw new WorkerStopException("bad") : Task.CompletedTask;

    private static async Task<string[]> PublishBadAsync(WorkerHost worker)
    {
        var ids = Enumerable.Range(0, Jobs).Select(number => $"bad-{number:D2}").ToArray();
        await Task.WhenAll(ids.Select(id => worker.PublishTaskAsync(id)));
        return ids;
    }

    private static async Task<IReadOnlyList<DeadLetter>> AwaitDeadAsync(WorkerHost worker, string[] ids)
    {
        IReadOnlyList<DeadLetter> dead = [];
        await Wait.UntilAsync(
            async () =>
            {
                dead = await worker.DeadLetters.ListAsync(worker.Task, take: 1000);
                return !ids.Except(dead.Select(letter => letter.MessageId)).Any();
            },
            () => $"not dead: {string.Join(", ", ids.Except(dead.Select(letter => letter.MessageId)))}");
        return dead;
    }

    private async Task<int> CountAsync(string queue, string what)
    {
        var lines = await _broker.RabbitMqCtlAsync("list_queues", "name", what);
        return int.Parse(lines.Split('\n').Select(line => line.Split('\t')).First(fields => fields[0] == queue)[1]);
    }
}
