using Ponos.Redis.Tests.Support;
using Ponos.Tests.Support;

namespace Ponos.Redis.Tests;

/// <summary>
/// Three processes of a service on RabbitMQ, which share their limits through Redis; and what becomes of them when one is killed.
/// </summary>
internal sealed class ProcessTests : RedisFixture
{
    private const int ProcessBound = 150_000;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(2);

    private readonly List<MailerProcess> _processes = [];
    private ServiceHosts _hosts = null!;
    private RabbitBroker _broker = null!;

    [SetUp]
    public async Task ConnectAsync()
    {
        _broker = await RabbitNode.GetAsync();
        _hosts = new ServiceHosts(_broker.Uri);
    }

    [TearDown]
    public async Task EndProcessesAsync()
    {
        if (TestContext.CurrentContext.Result.Outcome.Status == NUnit.Framework.Interfaces.TestStatus.Failed)
        {
            _processes.ForEach(process => TestContext.Out.WriteLine($"--- {process.Id}\n{process.Output}"));
        }

        foreach (var process in _processes)
        {
            await process.DisposeAsync();
        }

        _processes.Clear();
        await (_hosts?.DisposeAsync() ?? default);
    }

    [Test, CancelAfter(ProcessBound)]
    public async Task RateLimit_OfThreeProcesses_IsNeverExceededAndNoJobIsLost(CancellationToken cancellationToken)
    {
        await StartAsync(3);
        await PublishAsync("mail.send", 70, 1);

        await DoneAsync(70, cancellationToken);

        var permits = await Record.PermitsAsync();
        Assert.That(permits, Has.Count.GreaterThanOrEqualTo(70));
        Assert.That(RedisRecord.MostIn(permits.Values, Period), Is.LessThanOrEqualTo(20));
        Assert.That(RedisRecord.ByProcess(permits.Keys), Has.Count.EqualTo(3), "each had its part");
    }

    [Test, CancelAfter(600_000), Explicit("Five minutes by the clock. docs/rate-limits.md has what it gave.")]
    public async Task RateLimit_HundredAMinuteOverFiveMinutes_IsNeverExceededAndHardlyWasted(CancellationToken cancellationToken)
    {
        const string Limit = "Ponos__Services__mailer__Handlers__mail.send__RateLimit__";
        var (minute, all) = (TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5));
        await StartAsync(3, (Limit + "Permits", "100"), (Limit + "Per", "1m"));
        await PublishAsync("mail.send", 700, 1);
        await Until.HoldsAsync(async () => (await Record.PermitsAsync()).Count > 0, cancellationToken);
        await Task.Delay(all, cancellationToken);

        var permits = await Record.PermitsAsync();
        var begin = permits.Values.Min();
        var inTime = permits.Where(permit => permit.Value < begin + (long)all.TotalMicroseconds).ToArray();
        await TestContext.Out.WriteLineAsync(
            $"{inTime.Length} in five minutes, at most {RedisRecord.MostIn(permits.Values, minute)} in one, "
            + $"by process {string.Join(", ", RedisRecord.ByProcess(permits.Keys).Values)}");
        Assert.That(RedisRecord.MostIn(permits.Values, minute), Is.LessThanOrEqualTo(100));
        Assert.That(inTime, Has.Length.GreaterThanOrEqualTo(5 * 97));
    }

    [Test, CancelAfter(ProcessBound)]
    public async Task RateLimit_RedisKilledAndBack_JobsWaitAndAreDone(CancellationToken cancellationToken)
    {
        await StartAsync(2);
        await PublishAsync("mail.send", 10, 1);
        await DoneAsync(10, cancellationToken);
        await Server.KillAsync();
        await PublishAsync("mail.send", 10, 1);
        await Until.HoldsAsync(
            () => _processes.All(process => process.Output.Contains("no job of queue mailer.mail.send starts", StringComparison.Ordinal)),
            cancellationToken);

        await Server.StartAgainAsync();
        await DoneAsync(10, cancellationToken);
    }

    [Test, CancelAfter(ProcessBound)]
    public async Task Concurrency_OfThreeProcesses_IsNeverExceeded(CancellationToken cancellationToken)
    {
        await StartAsync(3);
        await PublishAsync("report.write", 60, 20);

        await DoneAsync(60, cancellationToken);

        Assert.That((int)await AskAsync(database => database.StringGetAsync("most")), Is.InRange(1, 2));
        Assert.That((await BegunAsync()).Select(line => line.Split(' ')[1]).Distinct().Count(), Is.GreaterThan(1), "the places went round");
    }

    [Test, CancelAfter(ProcessBound)]
    public async Task Concurrency_HolderIsKilled_ItsPlaceIsFreeAfterItsLease(CancellationToken cancellationToken)
    {
        // One place for all: while the dead one's lease lasts, nobody else runs.
        (string, string)[] settings =
        [
            ("Ponos__Redis__Lease", "5s"),
            ("Ponos__Services__mailer__Handlers__report.write__Concurrency", "1"),
        ];
        await StartAsync(1, settings);
        await PublishAsync("report.write", 1, 600_000);
        await Until.HoldsAsync(async () => (await BegunAsync()).Length == 1, cancellationToken);
        await _processes[0].KillAsync();
        var places = await AskAsync(database => database.SortedSetRangeByRankAsync("ponos:{mailer.report.write}:places"));
        Assert.That(places, Has.Length.EqualTo(1), "the dead one's, until its lease is over");

        await StartAsync(1, settings);
        await Until.HoldsAsync(async () => (await BegunAsync()).Length == 2, cancellationToken);

        Assert.That((await BegunAsync())[1].Split(' ')[1], Is.EqualTo($"{_processes[1].Id}"));
        var now = await AskAsync(database => database.SortedSetRangeByRankAsync("ponos:{mailer.report.write}:places"));
        Assert.That(now, Has.Length.EqualTo(1));
        Assert.That(now, Is.Not.EqualTo(places));
        await EmptyAsync(cancellationToken);
    }

    /// <summary>What a process does not know that was not there: that its lease is over, and its place another's.</summary>
    [Test, CancelAfter(ProcessBound)]
    public async Task Concurrency_HolderWasFrozenForLonger_GivesUpAndTakesNothingBack(CancellationToken cancellationToken)
    {
        const string Places = "ponos:{mailer.report.write}:places";
        (string, string)[] settings =
        [
            ("Ponos__Redis__Lease", "5s"),
            ("Ponos__Services__mailer__Handlers__report.write__Concurrency", "1"),
        ];
        await StartAsync(1, settings);
        await PublishAsync("report.write", 1, 600_000);
        await Until.HoldsAsync(async () => (await BegunAsync()).Length == 1, cancellationToken);
        await _processes[0].FreezeAsync();
        await StartAsync(1, settings);
        await Until.HoldsAsync(async () => (await BegunAsync()).Length == 2, cancellationToken);
        var holder = await AskAsync(database => database.SortedSetRangeByRankAsync(Places));

        await _processes[0].ThawAsync();
        await Until.HoldsAsync(() => _processes[0].Output.Contains("lost its place", StringComparison.Ordinal), cancellationToken);

        Assert.That(await AskAsync(database => database.SortedSetRangeByRankAsync(Places)), Is.EqualTo(holder));
        Assert.That(_processes[1].Output, Does.Not.Contain("lost its place"));
        await EmptyAsync(cancellationToken);
    }

    private async Task StartAsync(int count, params (string, string)[] settings) =>
        _processes.AddRange(
            await Task.WhenAll(Enumerable.Range(0, count).Select(_ => MailerProcess.StartAsync(_broker, Server, settings))));

    private async Task PublishAsync(string task, int count, int milliseconds)
    {
        var sender = await _hosts.StartMappedAsync($"sender-{Guid.NewGuid():N}", builder => builder.DeclareTask(task, service: "mailer"));
        await Task.WhenAll(
            Enumerable.Range(0, count).Select(number => sender.Publisher.PublishTaskAsync(task, new { number, milliseconds })));
        await sender.StopAsync();
    }

    /// <summary>Until so many different jobs are done since the list was emptied last.</summary>
    private async Task DoneAsync(int count, CancellationToken cancellationToken)
    {
        await Until.HoldsAsync(async () => await AskAsync(database => database.ListLengthAsync("done")) >= count, cancellationToken);
        var done = await AskAsync(database => database.ListRangeAsync("done"));
        Assert.That(done.Select(number => (int)number), Is.EquivalentTo(Enumerable.Range(0, count)));
        await AskAsync(database => database.KeyDeleteAsync("done"));
    }

    /// <summary>Ends all processes, and takes back what they had.</summary>
    private async Task EmptyAsync(CancellationToken cancellationToken)
    {
        foreach (var process in _processes)
        {
            await process.KillAsync();
        }

        string[] asked = ["list_queues", "name", "messages_unacknowledged"];
        await Until.HoldsAsync(
            async () => (await _broker.RabbitMqCtlAsync(asked)).Contains("mailer.report.write\t0", StringComparison.Ordinal),
            cancellationToken);
        await _broker.RabbitMqCtlAsync("purge_queue", "mailer.report.write");
    }

    private async Task<string[]> BegunAsync() =>
        [.. (await AskAsync(database => database.ListRangeAsync("begun"))).Select(line => (string)line!)];
}
