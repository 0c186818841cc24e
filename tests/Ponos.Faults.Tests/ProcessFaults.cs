using Ponos.Faults.Tests.Support;
using Ponos.Tests.Support;

namespace Ponos.Faults.Tests;

/// <summary>Faults 23 and 24: what happens to the worker's process.</summary>
internal sealed class ProcessFaults : FaultFixture
{
    private RabbitBroker _broker = null!;

    [OneTimeSetUp]
    public async Task UseBroker() => _broker = await Brokers.SteadyAsync();

    [Test, CancelAfter(Bound)]
    public async Task Fault23_ThreadPoolStarved_LosesNothing()
    {
        var publisher = await StartWorkerAsync(_broker.Uri);
        // A heartbeat of 1 s, threads that are held for 2 s: the client cannot keep its connection alive in time.
        var worker = await StartAsync(
            publisher,
            _broker.Uri + "?heartbeat=1",
            ("FAULTS_BLOCKS", "yes"),
            ("FAULTS_DURATION", "2000"),
            ("FAULTS_MIN_THREADS", "2"),
            ("Ponos__Concurrency", "24"));

        var jobs = await PublishAsync(publisher, 96);
        await Wait.UntilAsync(
            () => jobs.Confirmed.Except(worker.DoneIds).Any() is false,
            () => $"lost: {string.Join(", ", jobs.Confirmed.Except(worker.DoneIds))}; {worker.Output}");

        Assert.That(worker.HasExited, Is.False, "The process lives.");
        var lost = worker.Output.Split('\n').Count(line => line.Contains("was lost", StringComparison.Ordinal));
        Report(
            23,
            null,
            $"{jobs.Confirmed.Count} confirmed, all handled, "
                + $"{worker.Done.Count - worker.DoneIds.Distinct().Count()} run twice, {lost} connections lost");
    }

    [Test, CancelAfter(Bound)]
    public async Task Fault24_WorkerKilled_JobsAreHandledByTheNext()
    {
        var publisher = await StartWorkerAsync(_broker.Uri);
        var first = await StartAsync(publisher, _broker.Uri, ("FAULTS_DURATION", "50"), ("Ponos__Concurrency", "4"));
        var jobs = await PublishAsync(publisher, 200);
        await Wait.UntilAsync(() => first.Done.Count >= 50, () => $"the first worker did not work: {first.Output}");

        await first.KillAsync();
        var killed = Clock.Now;
        var second = await StartAsync(publisher, _broker.Uri, ("FAULTS_DURATION", "50"), ("Ponos__Concurrency", "4"));
        await Wait.UntilAsync(() => second.Done.Count > 0, () => $"the second worker did not work: {second.Output}");
        var recovery = Clock.Now - killed;

        await Wait.UntilAsync(
            () => jobs.Confirmed.Except(first.DoneIds.Concat(second.DoneIds)).Any() is false,
            () => $"lost: {string.Join(", ", jobs.Confirmed.Except(first.DoneIds.Concat(second.DoneIds)))}");
        Report(
            24,
            recovery,
            $"kill -9, with the start of the next worker; {jobs.Confirmed.Count} confirmed, "
                + $"all handled, {first.DoneIds.Intersect(second.DoneIds).Count()} run twice");
    }

    [Test, CancelAfter(Bound)]
    public async Task Fault24_WorkerTerminated_RunningJobsEndAndNoneRunsTwice()
    {
        var publisher = await StartWorkerAsync(_broker.Uri);
        var first = await StartAsync(publisher, _broker.Uri, ("FAULTS_DURATION", "200"), ("Ponos__Concurrency", "8"));
        var jobs = await PublishAsync(publisher, 200);
        await Wait.UntilAsync(() => first.Done.Count >= 24, () => $"the first worker did not work: {first.Output}");

        await first.TerminateAsync();
        var asked = Clock.Now;
        Assert.That(await first.WhenExitedAsync(), Is.Zero);
        var ended = Clock.Now - asked;
        Assert.That(first.BegunIds, Is.EquivalentTo(first.DoneIds), "What ran ended.");

        var second = await StartAsync(publisher, _broker.Uri, ("Ponos__Concurrency", "8"));
        await Wait.UntilAsync(
            () => jobs.Confirmed.Except(first.DoneIds.Concat(second.DoneIds)).Any() is false,
            () => $"lost: {string.Join(", ", jobs.Confirmed.Except(first.DoneIds.Concat(second.DoneIds)))}");
        Assert.That(first.BegunIds.Concat(second.BegunIds), Is.Unique, $"No job is run twice by an orderly stop. {first.Output}");
        Report(
            24,
            null,
            $"SIGTERM; the worker ended after {ended.TotalSeconds:0.0} s, "
                + $"{first.Done.Count} handled by it, {second.Done.Count} by the next, 0 run twice");
    }

    private async Task<WorkerProcess> StartAsync(WorkerHost publisher, string uri, params (string, string)[] orders)
    {
        var worker = Own(WorkerProcess.Start(uri, [("FAULTS_SERVICE", ServiceOf(publisher)), ("FAULTS_TASK", publisher.Task), .. orders]));
        await worker.WhenReadyAsync();
        return worker;
    }

    private static string ServiceOf(WorkerHost publisher) => publisher.Service + "-process";

    private static async Task<PublishedJobs> PublishAsync(WorkerHost publisher, int count)
    {
        var jobs = new PublishedJobs();
        var options = new PublishOptions { Service = ServiceOf(publisher) };
        await Task.WhenAll(Enumerable.Range(0, count).Select(number => $"job-{number:D3}").Select(id =>
            jobs.PublishAsync(id, () => publisher.PublishTaskAsync(id, options: options))));
        Assert.That(jobs.Confirmed, Has.Count.EqualTo(count));
        return jobs;
    }
}
