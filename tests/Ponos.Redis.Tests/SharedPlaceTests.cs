using System.Threading.RateLimiting;
using Ponos.Redis.Tests.Support;

namespace Ponos.Redis.Tests;

/// <summary>So many at a time in three processes.</summary>
internal sealed class SharedPlaceTests : RedisFixture
{
    private const string Places = "ponos:{mailer.report.write}:places";

    [Test, CancelAfter(Bound)]
    public async Task Acquire_ByThreeProcesses_NeverHasMoreOutAtATime(CancellationToken cancellationToken)
    {
        await using var one = new RedisProcess(Server);
        await using var two = new RedisProcess(Server);
        await using var three = new RedisProcess(Server);
        var (running, most, done) = (0, 0, 0);
        var jobs = new[] { one, two, three }
            .Select(process => process.Places(4))
            .SelectMany(limiter => Enumerable.Repeat(limiter, 10))
            .Select(async limiter =>
            {
                for (var i = 0; i < 10;)
                {
                    using var place = await limiter.AcquireAsync(1, cancellationToken);
                    if (!place.IsAcquired)
                    {
                        continue;
                    }

                    var now = Interlocked.Increment(ref running);
                    InterlockedMax(ref most, now);
                    await Task.Delay(TimeSpan.FromMilliseconds(5), cancellationToken);
                    Interlocked.Decrement(ref running);
                    Interlocked.Increment(ref done);
                    i++;
                }
            });
        await Task.WhenAll(jobs);

        Assert.That(done, Is.EqualTo(300));
        Assert.That(most, Is.LessThanOrEqualTo(4));
        await Until.HoldsAsync(async () => await AskAsync(database => database.SortedSetLengthAsync(Places)) == 0, cancellationToken);
    }

    [Test, CancelAfter(Bound)]
    public async Task Dispose_OfAPlace_GivesItToAnotherProcess(CancellationToken cancellationToken)
    {
        await using var one = new RedisProcess(Server);
        await using var two = new RedisProcess(Server);
        var held = await TakeAsync(one.Places(1), cancellationToken);
        var waiting = TakeAsync(two.Places(1), cancellationToken);
        await Until.HoldsAsync(() => two.Limits.Limiters[0].Standing?.Processes == 2, cancellationToken);
        Assert.That(waiting.IsCompleted, Is.False);

        held.Dispose();
        held.Dispose();

        using var next = await waiting;
        Assert.That(await AskAsync(database => database.SortedSetLengthAsync(Places)), Is.EqualTo(1));
    }

    [Test, CancelAfter(Bound)]
    public async Task Acquire_WhileAnothersPlaceOutlivesItsLeaseManyTimes_WaitsForItsEnd(CancellationToken cancellationToken)
    {
        await using var one = new RedisProcess(Server, options => options.Lease = TimeSpan.FromSeconds(5));
        await using var two = new RedisProcess(Server, options => options.Lease = TimeSpan.FromSeconds(5));
        using var held = await TakeAsync(one.Places(1), cancellationToken);
        var first = await LeaseEndAsync();
        var waiting = TakeAsync(two.Places(1), cancellationToken);

        // Two leases further, by the server's own word.
        await Until.HoldsAsync(async () => await LeaseEndAsync() > first + 10_000_000, cancellationToken);

        Assert.That(waiting.IsCompleted, Is.False);
        Assert.That(held.Lost.IsCancellationRequested, Is.False);
        held.Dispose();
        (await waiting).Dispose();
    }

    [Test, CancelAfter(Bound)]
    public async Task Acquire_AfterRedisForgotEverything_KeepsThePlacesThatAreHeld(CancellationToken cancellationToken)
    {
        await using var one = new RedisProcess(Server);
        await using var two = new RedisProcess(Server);
        var (mine, other) = (one.Places(2), two.Places(2));
        using var first = await TakeAsync(mine, cancellationToken);
        using var second = await TakeAsync(mine, cancellationToken);
        var waiting = TakeAsync(other, cancellationToken);
        await Until.HoldsAsync(() => two.Limits.Limiters[0].Standing?.Processes == 2, cancellationToken);

        await ForgetEverythingAsync();
        await Until.HoldsAsync(async () => await AskAsync(database => database.SortedSetLengthAsync(Places)) == 2, cancellationToken);
        await Until.HoldsAsync(async () => !await AskAsync(database => database.KeyExistsAsync($"{Places}:hold")), cancellationToken);

        Assert.That(waiting.IsCompleted, Is.False);
        Assert.That(first.Lost.IsCancellationRequested || second.Lost.IsCancellationRequested, Is.False);
        first.Dispose();
        (await waiting).Dispose();
    }

    [Test, CancelAfter(Bound)]
    public async Task Lost_WhenRedisCannotBeReachedForALease_IsCancelledBeforeThePlaceIsAnothers(CancellationToken cancellationToken)
    {
        await using var one = new RedisProcess(Server, options => options.Lease = TimeSpan.FromSeconds(5));
        await using var two = new RedisProcess(Server, options => options.Lease = TimeSpan.FromSeconds(5));
        using var place = await TakeAsync(one.Places(1), cancellationToken);
        var lost = new TaskCompletionSource();
        await using var told = place.Lost.Register(lost.SetResult);
        var waiting = TakeAsync(two.Places(1), cancellationToken);
        await Until.HoldsAsync(() => two.Limits.Limiters[0].Standing?.Processes == 2, cancellationToken);
        Server.Freeze();

        await lost.Task.WaitAsync(cancellationToken);
        Assert.That(waiting.IsCompleted, Is.False);
        Server.Thaw();

        (await waiting).Dispose();
        Assert.That(one.Log.Lines, Has.Some.Contains("lost its place"));
    }

    [Test, CancelAfter(Bound)]
    public async Task Acquire_WhileRedisIsAwayAndTheLimitIsDivided_HasEachItsPart(CancellationToken cancellationToken)
    {
        RedisProcess[] processes = [.. Enumerable.Range(0, 2)
            .Select(_ => new RedisProcess(Server, options => options.WhenAway = WhenAway.Divide))];
        var limiters = processes.Select(process => process.Places(3)).ToArray();
        await Until.HoldsAsync(() => processes.All(process => process.Limits.Limiters[0].Standing?.Processes == 2), cancellationToken);
        await Server.KillAsync();

        using var rest = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var taken = limiters.SelectMany(limiter => Enumerable.Range(0, 4).Select(_ => TakeAsync(limiter, rest.Token))).ToArray();
        await Until.HoldsAsync(() => taken.Count(one => one.IsCompletedSuccessfully) >= 3, cancellationToken);
        var held = taken.Where(one => one.IsCompletedSuccessfully).Select(one => one.Result).ToArray();
        Assert.That(held, Has.Length.EqualTo(3));

        held[0].Dispose();
        await Until.HoldsAsync(() => taken.Count(one => one.IsCompletedSuccessfully) == 4, cancellationToken);
        await Server.StartAgainAsync();
        await Until.HoldsAsync(async () => await AskAsync(database => database.SortedSetLengthAsync(Places)) == 3, cancellationToken);
        await rest.CancelAsync();
        await Task.WhenAll(processes.Select(process => process.DisposeAsync().AsTask()));
    }

    [Test, CancelAfter(Bound)]
    public async Task Dispose_OfAProcess_GivesItsPlacesBackAtOnce(CancellationToken cancellationToken)
    {
        await using var one = new RedisProcess(Server);
        await using (var gone = new RedisProcess(Server))
        {
            _ = await TakeAsync(gone.Places(1), cancellationToken);
        }

        Assert.That(await AskAsync(database => database.SortedSetLengthAsync(Places)), Is.Zero);
        (await TakeAsync(one.Places(1), cancellationToken)).Dispose();
    }

    private Task<long> LeaseEndAsync() =>
        AskAsync(async database =>
            (await database.SortedSetRangeByRankWithScoresAsync(Places)).Select(place => (long)place.Score).DefaultIfEmpty().Max());

    private static async Task<SharedLease> TakeAsync(RateLimiter limiter, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                if (await limiter.AcquireAsync(1, cancellationToken) is SharedLease { IsAcquired: true } place)
                {
                    return place;
                }
            }
            catch (SharedLimitAwayException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
            }
        }
    }

    private static void InterlockedMax(ref int most, int now)
    {
        for (var seen = Volatile.Read(ref most); now > seen;)
        {
            seen = Interlocked.CompareExchange(ref most, now, seen);
        }
    }
}
