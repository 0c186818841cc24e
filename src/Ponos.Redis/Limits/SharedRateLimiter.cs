using System.Threading.RateLimiting;
using StackExchange.Redis;

namespace Ponos.Redis.Limits;

/// <summary>So many jobs a period, in all processes together.</summary>
internal sealed class SharedRateLimiter(SharedLimit limit, TimeSpan period, LimiterParts parts)
    : SharedLimiter(limit, parts, new Conversation(limit, parts, "permits", RateScript.Text, period))
{
    private static readonly TimeSpan MostOften = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LeastOften = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan TimersGrain = TimeSpan.FromMilliseconds(1);

    private readonly PermitLog _permits = new(period);
    private readonly ServerTime _server = new(parts.Time);

    public override string Words => $"{Limit.Permits} in {DurationText.Write(period)}";

    protected override TimeSpan Beat { get; } = TimeSpan.FromSeconds(3);

    protected override int MostTold => 2000;

    /// <summary>Often enough that no permit waits long, and no more often than that.</summary>
    private TimeSpan Shortest => period / 200 < MostOften ? MostOften : Least(period / 200, LeastOften);

    protected override IReadOnlyList<RedisValue> Told(Mode mode) =>
        mode == Mode.Restoring ? [.. _permits.Permits.SelectMany(permit => new RedisValue[] { permit.At, NameOf(permit.Number) })] : [];

    protected override IEnumerable<long> Held() => [];

    protected override RateLimitLease Grant(long number, long now, long asked)
    {
        _permits.Add(number, now);
        return GivenLease.Given;
    }

    protected override void Revoke(long number) => _permits.Remove(number);

    protected override void Heard(Answer answer, long asked) => _server.Set(answer.Now);

    protected override RateLimitLease? GrantAlone(int part, long number)
    {
        var now = _server.Now;
        return _permits.Free(part, now) > 0 ? Grant(number, now, 0) : null;
    }

    protected override TimeSpan PauseAlone(int part) => Least(TimeSpan.FromSeconds(1), _permits.WaitFor(part, _server.Now) + TimersGrain);

    protected override TimeSpan PauseAfter(Answer answer, TimeSpan waited)
    {
        var wait = answer.Wait + TimersGrain;
        return wait < Shortest ? Shortest : wait;
    }
}
