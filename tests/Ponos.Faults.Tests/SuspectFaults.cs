using Ponos.Faults.Tests.Support;
using Ponos.Tests.Support;

namespace Ponos.Faults.Tests;

/// <summary>Faults 27 and 28: a job is dead only for what it did, whatever the broker counts.</summary>
internal sealed class SuspectFaults : FaultFixture
{
    private RabbitBroker _broker = null!;

    [OneTimeSetUp]
    public async Task UseBroker() => _broker = await Brokers.SteadyAsync();

    [Test, CancelAfter(Bound)]
    public async Task Fault27_OneJobKillsItsProcessAmongForty_OnlyItIsDead()
    {
        const int Limit = 4;
        var publisher = await StartWorkerAsync(_broker.Uri);
        var service = publisher.Service + "-process";
        var worker = await StartProcessAsync(publisher, service, Limit);
        var jobs = new PublishedJobs();
        await Task.WhenAll(Enumerable.Range(0, 41).Select(number => number == 20 ? "killer" : $"job-{number:D2}").Select(id =>
            jobs.PublishAsync(id, () => publisher.PublishTaskAsync(id, options: new PublishOptions { Service = service }))));
        Assert.That(jobs.Confirmed, Has.Count.EqualTo(41));

        var processes = new List<WorkerProcess> { worker };
        IEnumerable<string> Done() => processes.SelectMany(process => process.DoneIds);
        await Wait.UntilAsync(
            async () =>
            {
                if (processes[^1].HasExited)
                {
                    processes.Add(await StartProcessAsync(publisher, service, Limit));
                }

                return jobs.Confirmed.Except(Done()).All(id => id == "killer") && await CountAsync($"{service}.{publisher.Task}.dead") > 0;
            },
            () => $"{Done().Distinct().Count()} of 40 handled by {processes.Count} processes; {processes[^1].Output}");

        Assert.That(await CountAsync($"{service}.{publisher.Task}.dead"), Is.EqualTo(1));
        var begun = processes.Sum(process => process.BegunIds.Count(id => id == "killer"));
        Assert.That(begun, Is.LessThanOrEqualTo(Limit + 1));
        var looker = await StartWorkerAsync(_broker.Uri, new WorkerSetup { Service = service, Task = publisher.Task });
        var dead = await looker.DeadLetters.PeekAsync(publisher.Task, "killer");
        Assert.That(dead!.Reason, Is.EqualTo("delivery-limit"));
        Assert.That(dead.Error, Does.Contain("tried by itself"));
        Report(27, null, $"the killer began {begun} times and is dead of its delivery limit of {Limit}; its 40 neighbours are handled");
    }

    [Test, CancelAfter(Bound)]
    public async Task Fault28_WorkerRestartedOrderly_NoneIsDead()
    {
        const int Restarts = 25, Jobs = 60;
        var isOpen = false;
        var setup = new WorkerSetup
        {
            Service = WorkerHost.NewService(),
            Handled = new HandledJobs(),
            Handle = context => Volatile.Read(ref isOpen)
                ? Task.CompletedTask
                : Task.Delay(Timeout.InfiniteTimeSpan, context.CancellationToken),
            Options = options => (options.Concurrency, options.ShutdownTimeout) = (1, TimeSpan.FromMilliseconds(1)),
        };
        var worker = await StartWorkerAsync(_broker.Uri, setup);
        var jobs = new PublishedJobs();
        await Task.WhenAll(Enumerable.Range(0, Jobs)
            .Select(number => $"job-{number:D2}")
            .Select(id => jobs.PublishAsync(id, () => worker.PublishTaskAsync(id))));
        for (var restart = 0; restart < Restarts; restart++)
        {
            await worker.DisposeAsync();
            worker = await StartWorkerAsync(_broker.Uri, setup);
            await Wait.UntilAsync(() => worker.Server.Workers.Any(queue => queue.Slots.Running > 0), () => "no job was handed out again");
        }

        Volatile.Write(ref isOpen, true);
        await worker.DisposeAsync();
        worker = await StartWorkerAsync(_broker.Uri, setup);
        await Wait.UntilAsync(() => jobs.Confirmed.All(setup.Handled.Contains), () => $"{setup.Handled.Count} of {Jobs} were handled");

        Assert.That(await worker.DeadLetters.ListAsync(worker.Task), Is.Empty);
        Report(28, null, $"{Restarts} orderly restarts with {Jobs} jobs waiting: all handled, none dead");
    }

    [Test, CancelAfter(5 * Bound), Category("Long")]
    public async Task Fault28_HundredRollingRestartsWithABacklogOfAThousand_NoneIsDeadOrLost()
    {
        const int Restarts = 100, Backlog = 1000;
        var pause = TimeSpan.FromMilliseconds(100).Ticks;
        var setup = new WorkerSetup
        {
            Service = WorkerHost.NewService(),
            Handled = new HandledJobs(),
            Handle = context => Task.Delay(TimeSpan.FromTicks(Volatile.Read(ref pause)), context.CancellationToken),
            Options = options => options.Concurrency = 2,
        };
        var worker = await StartWorkerAsync(_broker.Uri, setup);
        var (jobs, published) = (new PublishedJobs(), 0);
        for (var restart = 0; restart < Restarts; restart++)
        {
            await FillUpAsync();
            var handled = setup.Handled.Count;
            // The next one runs before this one stops, as a rolling update has it.
            var next = await StartWorkerAsync(_broker.Uri, setup);
            await worker.DisposeAsync();
            worker = next;
            await Wait.UntilAsync(() => setup.Handled.Count > handled, () => $"none of {Backlog} jobs was handled after restart {restart}");
        }

        Volatile.Write(ref pause, 0);
        await Wait.UntilAsync(() => jobs.Confirmed.All(setup.Handled.Contains), () => $"{setup.Handled.Count} of {published} were handled");
        Assert.That(jobs.Confirmed, Has.Count.EqualTo(published));
        Assert.That(await worker.DeadLetters.ListAsync(worker.Task), Is.Empty);
        Report(28, null, $"{Restarts} rolling restarts with a backlog of {Backlog}: all {published} handled, none dead");

        async Task FillUpAsync()
        {
            var ids = Enumerable.Range(published, Backlog + setup.Handled.Count - published).Select(number => $"job-{number:D5}").ToArray();
            published += ids.Length;
            await Task.WhenAll(ids.Select(id => jobs.PublishAsync(id, () => worker.PublishTaskAsync(id))));
        }
    }

    private async Task<WorkerProcess> StartProcessAsync(WorkerHost publisher, string service, int limit)
    {
        var worker = Own(WorkerProcess.Start(
            _broker.Uri,
            ("FAULTS_SERVICE", service), ("FAULTS_TASK", publisher.Task), ("FAULTS_POISON", "killer"), ("FAULTS_DURATION", "20"),
            ("Ponos__Concurrency", "4"), ("Ponos__DeliveryLimit", $"{limit}")));
        try
        {
            await worker.WhenReadyAsync();
        }
        catch (InvalidOperationException)
        {
            // It met the killer before it could say that it was ready.
        }

        return worker;
    }

    private async Task<int> CountAsync(string queue)
    {
        var lines = await _broker.RabbitMqCtlAsync("list_queues", "name", "messages");
        return lines.Split('\n')
            .Select(line => line.Split('\t'))
            .Where(fields => fields[0] == queue)
            .Select(fields => int.Parse(fields[1]))
            .FirstOrDefault();
    }
}
