using System.Threading.RateLimiting;
using Ponos.Redis.Connecting;
using StackExchange.Redis;

namespace Ponos.Redis.Limits;

/// <summary>
/// A limit that all processes share. One loop asks Redis for all that wait here, in one script call for all of them; when
/// nobody waits it says now and then that this process is still there. It never asks more often than it may be answered.
/// </summary>
internal abstract class SharedLimiter : RateLimiter
{
    private const int MostAtOnce = 1000;

    /// <summary>Whoever waits is refused then, and may ask again, or do something else.</summary>
    private static readonly TimeSpan LongestStay = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly WaitingLine _line;
    private readonly CancellationTokenSource _closed = new();
    private readonly Conversation _redis;
    private readonly Pulse _pulse;
    private Task _loop = Task.CompletedTask;
    private Mode _mode = Mode.New;
    private int _changes;
    private int _disposed;

    protected SharedLimiter(SharedLimit limit, LimiterParts parts, Conversation redis)
    {
        (Limit, Parts, _redis) = (limit, parts, redis);
        (_line, _pulse) = (new WaitingLine(parts.Time), new Pulse(parts.Time));
    }

    /// <summary>What it limits.</summary>
    public SharedLimit Limit { get; }

    /// <summary>How many processes share it, and which of them this one is; none before Redis has answered.</summary>
    public Standing? Standing => _redis.Standing;

    public override TimeSpan? IdleDuration => null;

    protected LimiterParts Parts { get; }

    /// <summary>The limit in words.</summary>
    public abstract string Words { get; }

    /// <summary>How often the process says that it is there.</summary>
    protected abstract TimeSpan Beat { get; }

    /// <summary>How many words it may say to Redis at once.</summary>
    protected virtual int MostTold => int.MaxValue;

    /// <summary>Begins to ask.</summary>
    public void Start()
    {
        Parts.Link.Back += Wake;
        _loop = Task.Run(RunAsync);
    }

    public override RateLimiterStatistics? GetStatistics() => null;

    protected override RateLimitLease AttemptAcquireCore(int permitCount) => permitCount == 0 ? GivenLease.Given : GivenLease.Refused;

    protected override ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(permitCount, 1);
        if (permitCount == 0)
        {
            return new(GivenLease.Given);
        }

        var waiting = _line.JoinAsync(cancellationToken, out var isFirst);
        if (isFirst)
        {
            Wake();
        }

        return new(waiting);
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        Parts.Link.Back -= Wake;
        _line.Close();
        await _closed.CancelAsync();
        Wake();
        await _loop;
        FailAll(new ObjectDisposedException(GetType().Name));
        try
        {
            Return(Held());
            await AskAsync(Mode.Leaving, 0, []);
        }
        catch (SharedLimitAwayException)
        {
            // What it held is free when its lease is over.
        }

        _closed.Dispose();
        await base.DisposeAsyncCore();
    }

    /// <summary>What the process says beside its question: what it holds, or what it remembers when Redis may have forgotten.</summary>
    protected abstract IReadOnlyList<RedisValue> Told(Mode mode);

    /// <summary>What is given back when the process goes.</summary>
    protected abstract IEnumerable<long> Held();

    /// <summary>Makes a lease of what Redis gave.</summary>
    /// <param name="number">Its number in this process.</param>
    /// <param name="now">The server's time.</param>
    /// <param name="asked">When it was asked for, by the process's clock.</param>
    protected abstract RateLimitLease Grant(long number, long now, long asked);

    /// <summary>Takes a lease back that nobody wanted any more.</summary>
    protected abstract void Revoke(long number);

    /// <summary>Takes in what Redis said beside what it gave.</summary>
    protected abstract void Heard(Answer answer, long asked);

    /// <summary>Gives what may be given without Redis, with this part of the limit.</summary>
    /// <returns>A lease, or <see langword="null"/> where none may be given now.</returns>
    protected abstract RateLimitLease? GrantAlone(int part, long number);

    /// <summary>After how long there may be something to give without Redis.</summary>
    protected abstract TimeSpan PauseAlone(int part);

    /// <summary>After how long to look again when Redis said no more than that nothing is free.</summary>
    protected abstract TimeSpan PauseAfter(Answer answer, TimeSpan waited);

    /// <summary>Looks at what the process holds.</summary>
    /// <param name="trouble">Why Redis is away; none where it is there.</param>
    /// <returns>After how long to look again.</returns>
    protected virtual TimeSpan Look(RedisTrouble? trouble) => Beat;

    /// <summary>A name that no other permit or place has.</summary>
    protected RedisValue NameOf(long number) => _redis.NameOf(number);

    /// <summary>Gives back with the next call.</summary>
    protected void Return(params IEnumerable<long> numbers) => _redis.Numbers.Return(numbers);

    /// <summary>Looks now.</summary>
    protected void Wake() => _pulse.Wake();

    protected static TimeSpan Least(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private async Task RunAsync()
    {
        var idle = TimeSpan.Zero;
        while (!_closed.IsCancellationRequested)
        {
            await _pulse.RestAsync(idle);
            try
            {
                idle = await StepAsync();
            }
            catch (SharedLimitAwayException away)
            {
                _mode = _mode == Mode.New ? Mode.New : Mode.Restoring;
                idle = GoOnAlone(away);
            }
            catch (Exception exception)
            {
                // Nothing is to throw here. Whatever it was, no job is to wait for ever.
                Parts.Log.LimiterFailed(exception, Limit.HandlerName);
                FailAll(exception);
                idle = LongestPause;
            }
        }
    }

    /// <summary>One look at everything.</summary>
    /// <returns>After how long the next is due.</returns>
    private async Task<TimeSpan> StepAsync()
    {
        while (_line.TryTakeSince(LongestStay, out var tired))
        {
            tired.Give(GivenLease.Refused);
        }

        var look = Look(Parts.Link.Trouble);
        if (_mode != Mode.New && Parts.Link.Changes != _changes)
        {
            _mode = Mode.Restoring;
        }

        _changes = Parts.Link.Changes;
        if (_mode == Mode.Restoring)
        {
            foreach (var part in Told(Mode.Restoring).Chunk(MostTold).DefaultIfEmpty([]))
            {
                await AskAsync(Mode.Restoring, 0, part);
            }
        }

        var wanted = Math.Min(MostAtOnce, _line.Count);
        var answer = await AskAsync(_mode == Mode.New ? Mode.New : Mode.Joined, wanted, Told(Mode.Joined));
        _mode = answer.Known ? Mode.Joined : Mode.Restoring;
        return !answer.Known ? TimeSpan.Zero : Least(look, NextLook(answer, wanted));
    }

    private TimeSpan NextLook(Answer answer, int wanted)
    {
        var waited = _line.LongestWait;
        return waited is null ? Beat
            : answer.Granted == wanted ? TimeSpan.Zero
            : Least(LongestPause, PauseAfter(answer, waited.Value));
    }

    /// <summary>Asks, and hands out what is given.</summary>
    private async Task<Answer> AskAsync(Mode mode, int wanted, IReadOnlyList<RedisValue> told)
    {
        var asked = Parts.Time.GetTimestamp();
        var (first, answer) = await _redis.AskAsync(mode, wanted, told);
        Heard(answer, asked);
        HandOut(first, answer, asked);
        return answer;
    }

    private void HandOut(long first, Answer answer, long asked)
    {
        foreach (var number in Numbers.From(first, answer.Granted))
        {
            var lease = Grant(number, answer.Now, asked);
            if (_line.TryTake(out var waiter))
            {
                waiter.Give(lease);
            }
            else
            {
                Revoke(number);
                Return(number);
            }
        }
    }

    private TimeSpan GoOnAlone(SharedLimitAwayException away)
    {
        if (Parts.Link.IsConnecting)
        {
            // That takes a moment at each start, and is no failure yet.
            return LongestPause;
        }

        if (Parts.Link.Trouble is null)
        {
            // It came back meanwhile.
            return TimeSpan.Zero;
        }

        if (Parts.Settings.WhenAway == WhenAway.Wait || Standing is not { } standing)
        {
            FailAll(away);
            return Least(LongestPause, Look(Parts.Link.Trouble));
        }

        var part = standing.PartOf(Limit.Permits);
        if (part == 0)
        {
            // More processes than permits: for this one there is none.
            FailAll(away);
            return LongestPause;
        }

        while (_line.Count > 0 && GrantAlone(part, _redis.Numbers.TakeOne()) is { } lease)
        {
            if (_line.TryTake(out var waiter))
            {
                waiter.Give(lease);
            }
            else
            {
                lease.Dispose();
            }
        }

        return PauseAlone(part);
    }

    private void FailAll(Exception exception)
    {
        while (_line.TryTake(out var waiter))
        {
            waiter.Fail(exception);
        }
    }
}
