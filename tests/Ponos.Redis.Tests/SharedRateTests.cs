using System.Threading.RateLimiting;
using Ponos.Redis.Tests.Support;
using Ponos.Tests.Support;

namespace Ponos.Redis.Tests;

/// <summary>A rate limit of three processes, by the times of Redis itself.</summary>
internal sealed class SharedRateTests : RedisFixture
{
    private const string Permits = "ponos:{mailer.mail.send}:permits";

    [Test, CancelAfter(Bound)]
    public async Task Acquire_ByThreeProcesses_NeverGivesMoreInAnyPeriodAndEachItsPart(CancellationToken cancellationToken)
    {
        var period = TimeSpan.FromMilliseconds(400);
        await using var one = new RedisProcess(Server);
        await using var two = new RedisProcess(Server);
        await using var three = new RedisProcess(Server);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var given = 0;
        var jobs = new[] { one, two, three }
            .Select(process => process.Rate(60, period))
            .SelectMany(limiter => Enumerable.Repeat(limiter, 40))
            .Select(async limiter =>
            {
                try
                {
                    while (true)
                    {
                        using var lease = await limiter.AcquireAsync(1, enough.Token);
                        if (lease.IsAcquired && Interlocked.Increment(ref given) == 900)
                        {
                            await enough.CancelAsync();
                        }
                    }
                }
                catch (OperationCanceledException)
                {
                    // There were enough.
                }
            });
        await Task.WhenAll(jobs);
        cancellationToken.ThrowIfCancellationRequested();

        var permits = await Record.PermitsAsync();
        Assert.That(permits, Has.Count.GreaterThanOrEqualTo(900));
        Assert.That(RedisRecord.MostIn(permits.Values, period), Is.EqualTo(60));
        Assert.That(RedisRecord.ByProcess(permits.Keys).Values, Has.Count.EqualTo(3).And.All.GreaterThan(180));
    }

    [Test, CancelAfter(Bound)]
    public async Task Acquire_OneForThreeProcesses_GoesRound(CancellationToken cancellationToken)
    {
        var period = TimeSpan.FromMilliseconds(100);
        await using var one = new RedisProcess(Server);
        await using var two = new RedisProcess(Server);
        await using var three = new RedisProcess(Server);
        var limiters = new[] { one, two, three }.Select(process => process.Rate(1, period)).ToArray();
        await Task.WhenAll(limiters.Select(limiter => TakeAsync(limiter, 8, cancellationToken)));

        var permits = await Record.PermitsAsync();
        Assert.That(RedisRecord.MostIn(permits.Values, period), Is.EqualTo(1));
        Assert.That(RedisRecord.ByProcess(permits.Keys).Values, Is.EqualTo(new[] { 8, 8, 8 }));
    }

    [Test, CancelAfter(Bound)]
    public async Task Acquire_ByManyAtOnce_AsksOnceForAll(CancellationToken cancellationToken)
    {
        await using var process = new RedisProcess(Server);
        var limiter = process.Rate(200, TimeSpan.FromHours(1));
        await TakeAsync(limiter, 1, cancellationToken);
        var before = await ScriptsAsync();
        await Task.WhenAll(Enumerable.Range(0, 199).Select(_ => TakeAsync(limiter, 1, cancellationToken)));

        Assert.That(await ScriptsAsync() - before, Is.LessThan(20));
        var permits = await Record.PermitsAsync();
        Assert.That(permits, Has.Count.EqualTo(200));
    }

    [Test, CancelAfter(Bound)]
    public async Task Acquire_CancelledWhileItWaits_EndsAndCostsNoPermit(CancellationToken cancellationToken)
    {
        await using var process = new RedisProcess(Server);
        var limiter = process.Rate(1, TimeSpan.FromHours(1));
        await TakeAsync(limiter, 1, cancellationToken);
        using var cancelled = new CancellationTokenSource();
        var waiting = limiter.AcquireAsync(1, cancelled.Token).AsTask();
        await cancelled.CancelAsync();

        Assert.That(async () => await waiting, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(async () => await limiter.AcquireAsync(1, cancelled.Token), Throws.InstanceOf<OperationCanceledException>());
        var permits = await Record.PermitsAsync();
        Assert.That(permits, Has.Count.EqualTo(1));
    }

    [Test, CancelAfter(Bound)]
    public async Task Acquire_AfterRedisForgotEverything_GoesByWhatTheProcessesRemember(CancellationToken cancellationToken)
    {
        await using var one = new RedisProcess(Server);
        await using var two = new RedisProcess(Server);
        var period = TimeSpan.FromSeconds(8);
        var (first, second) = (one.Rate(10, period), two.Rate(10, period));
        await TakeAsync(first, 6, cancellationToken);
        await TakeAsync(second, 4, cancellationToken);
        var before = await Record.PermitsAsync();

        await ForgetEverythingAsync();
        await TakeAsync(second, 2, cancellationToken);

        var permits = await Record.PermitsAsync();
        Assert.That(RedisRecord.MostIn(permits.Values, period), Is.EqualTo(10));
        Assert.That(permits, Has.Count.EqualTo(12));
        Assert.That(before.All(permit => permits[permit.Key] == permit.Value), "told with the times that they were given at");
    }

    [Test, CancelAfter(Bound)]
    public async Task Acquire_WhileRedisIsAwayAndJobsWait_IsRefusedUntilItIsBack(CancellationToken cancellationToken)
    {
        await using var process = new RedisProcess(Server);
        var period = TimeSpan.FromSeconds(8);
        var limiter = process.Rate(3, period);
        await TakeAsync(limiter, 3, cancellationToken);
        var given = await Record.PermitsAsync();
        await Server.KillAsync();

        var away = (await Assert.ThrowsAsync<SharedLimitAwayException>(async () => await limiter.AcquireAsync(1, cancellationToken)))!;
        Assert.That(away.Message, Does.Contain(Server.Address).And.Contain("is away since"));

        await Server.StartAgainAsync();
        await using var record = await RedisRecord.BeginAsync(Server);
        await TakeWhenBackAsync(limiter, 2, cancellationToken);
        Assert.That(
            RedisRecord.MostIn(
                given.Concat(await record.PermitsAsync()).DistinctBy(permit => permit.Key).Select(permit => permit.Value), period),
            Is.EqualTo(3));
        Assert.That(process.Log.Lines, Has.Some.Contains("is away").And.Some.Contains("is back"));
    }

    [Test, CancelAfter(Bound)]
    public async Task Acquire_WhileRedisIsFrozen_IsRefusedUntilItAnswers(CancellationToken cancellationToken)
    {
        await using var process = new RedisProcess(Server);
        var limiter = process.Rate(100, TimeSpan.FromSeconds(1));
        await TakeAsync(limiter, 1, cancellationToken);
        Server.Freeze();

        Assert.That(async () => await limiter.AcquireAsync(1, cancellationToken), Throws.InstanceOf<SharedLimitAwayException>());
        Server.Thaw();
        await TakeWhenBackAsync(limiter, 1, cancellationToken);
    }

    [Test, CancelAfter(Bound)]
    public async Task Acquire_WhileRedisIsAwayAndTheLimitIsDivided_GivesEachItsPartAndTellsRedisAfterwards(
        CancellationToken cancellationToken)
    {
        RedisProcess[] processes = [.. Enumerable.Range(0, 3)
            .Select(_ => new RedisProcess(Server, options => options.WhenAway = WhenAway.Divide))];
        var limiters = processes.Select(process => process.Rate(10, TimeSpan.FromHours(1))).ToArray();
        await Until.HoldsAsync(() => processes.All(process => process.Limits.Limiters[0].Standing?.Processes == 3), cancellationToken);
        await Server.KillAsync();

        using var rest = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var taken = limiters
            .SelectMany(limiter => Enumerable.Range(0, 8).Select(_ => limiter.AcquireAsync(1, rest.Token).AsTask()))
            .ToArray();
        await Until.HoldsAsync(() => taken.Count(one => one.IsCompletedSuccessfully) >= 10, cancellationToken);

        await Server.StartAgainAsync();
        await Until.HoldsAsync(async () => await AskAsync(database => database.SortedSetLengthAsync(Permits)) == 10, cancellationToken);
        await Until.HoldsAsync(
            async () => !await AskAsync(database => database.KeyExistsAsync("ponos:{mailer.mail.send}:hold")), cancellationToken);
        Assert.That(taken.Count(one => one.IsCompletedSuccessfully), Is.EqualTo(10));
        Assert.That(
            RedisRecord.ByProcess(
                (await AskAsync(database => database.SortedSetRangeByRankAsync(Permits))).Select(member => (string)member!)).Values,
            Is.EquivalentTo(new[] { 4, 3, 3 }));
        await rest.CancelAsync();
        await Task.WhenAll(processes.Select(process => process.DisposeAsync().AsTask()));
    }

    [Test, CancelAfter(Bound)]
    public async Task Acquire_AfterTheServersClockWasSetBack_IsNotHeldUpForThatLong(CancellationToken cancellationToken)
    {
        await using var process = new RedisProcess(Server);
        var later = TimeProvider.System.GetUtcNow().AddHours(5).ToUnixTimeMilliseconds() * 1000;
        await AskAsync(database => database.SortedSetAddAsync(Permits, "another:1", later));
        await AskAsync(database => database.SortedSetAddAsync("ponos:{mailer.mail.send}:permits:present", "another", later));

        await TakeAsync(process.Rate(1, TimeSpan.FromMilliseconds(200)), 2, cancellationToken);

        var permits = await Record.PermitsAsync();
        Assert.That(RedisRecord.ByProcess(permits.Keys)["another"], Is.EqualTo(1), "it counts as given just now");
        Assert.That(process.Limits.Limiters[0].Standing!.Value.Processes, Is.EqualTo(1));
    }

    [Test, CancelAfter(Bound)]
    public async Task Acquire_AProcessThatWaitedHasGone_LeavesTheOthersTheirTurn(CancellationToken cancellationToken)
    {
        await using var process = new RedisProcess(Server);
        var limiter = process.Rate(1, TimeSpan.FromMilliseconds(200));
        await using (var gone = new RedisProcess(Server))
        {
            var other = gone.Rate(1, TimeSpan.FromMilliseconds(200));
            await Task.WhenAll(TakeAsync(limiter, 2, cancellationToken), TakeAsync(other, 2, cancellationToken));
            _ = other.AcquireAsync(1, cancellationToken).AsTask();
        }

        await TakeAsync(limiter, 3, cancellationToken);
        Assert.That(await AskAsync(database => database.SortedSetLengthAsync("ponos:{mailer.mail.send}:permits:present")), Is.EqualTo(1));
    }

    private async Task<long> ScriptsAsync()
    {
        var text = (string)(await AskAsync(database => database.ExecuteAsync("INFO", "commandstats")))!;
        var calls = text.Split('\n').Single(line => line.StartsWith("cmdstat_eval:", StringComparison.Ordinal));
        return long.Parse(calls["cmdstat_eval:calls=".Length..].Split(',')[0], System.Globalization.CultureInfo.InvariantCulture);
    }

    private static async Task TakeAsync(RateLimiter limiter, int count, CancellationToken cancellationToken)
    {
        for (var i = 0; i < count;)
        {
            using var lease = await limiter.AcquireAsync(1, cancellationToken);
            i += lease.IsAcquired ? 1 : 0;
        }
    }

    /// <summary>As a worker server does: it asks again.</summary>
    private static async Task TakeWhenBackAsync(RateLimiter limiter, int count, CancellationToken cancellationToken)
    {
        for (var i = 0; i < count;)
        {
            try
            {
                await TakeAsync(limiter, 1, cancellationToken);
                i++;
            }
            catch (SharedLimitAwayException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
            }
        }
    }
}
