using System.Threading.RateLimiting;
using Ponos.Redis.Connecting;
using StackExchange.Redis;

namespace Ponos.Redis.Limits;

/// <summary>
/// So many jobs at a time, in all processes together. Each holds a place with a lease, which is renewed while its job runs.
/// A place whose lease may be over soon and could not be renewed is given up before it is over.
/// </summary>
internal sealed class SharedPlaceLimiter : SharedLimiter
{
    private static readonly TimeSpan LongestBeat = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan MostOften = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LeastOften = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private readonly Dictionary<long, Place> _held = [];
    private Place[] _told = [];
    private long _renewedAt;

    public SharedPlaceLimiter(SharedLimit limit, LimiterParts parts)
        : base(limit, parts, new Conversation(limit, parts, "places", PlaceScript.Text, parts.Settings.Lease)) =>
        Beat = Least(LongestBeat, parts.Settings.Lease / 3);

    public override string Words => $"{Limit.Permits} at a time";

    protected override TimeSpan Beat { get; }

    /// <summary>For how long a place may be relied on after it was asked for: a cancelled job has the rest of the lease to end.</summary>
    private TimeSpan Reliable => Parts.Settings.Lease * 0.8;

    protected override IReadOnlyList<RedisValue> Told(Mode mode)
    {
        lock (_gate)
        {
            // The youngest may be on its way back from Redis only now: each beat renews, not each question.
            var isDue = mode == Mode.Restoring || Parts.Time.GetElapsedTime(_renewedAt) >= Beat;
            _told = isDue ? [.. _held.Values] : [];
            return [.. _told.Select(place => NameOf(place.Number))];
        }
    }

    protected override IEnumerable<long> Held()
    {
        lock (_gate)
        {
            return [.. _held.Keys];
        }
    }

    protected override RateLimitLease Grant(long number, long now, long asked)
    {
        var place = new Place(number, asked, Release);
        lock (_gate)
        {
            _held.Add(number, place);
        }

        return place;
    }

    protected override void Revoke(long number)
    {
        lock (_gate)
        {
            _held.Remove(number);
        }
    }

    protected override void Heard(Answer answer, long asked)
    {
        if (_told.Length == 0)
        {
            return;
        }

        _renewedAt = asked;
        for (var position = 0; position < _told.Length; position++)
        {
            if (answer.Lost.Contains(position))
            {
                Lose(_told[position], "Its lease was over, and the place is another's.");
            }
            else
            {
                _told[position].RenewedAt = asked;
            }
        }

        _told = [];
    }

    protected override RateLimitLease? GrantAlone(int part, long number)
    {
        lock (_gate)
        {
            if (_held.Count >= part)
            {
                return null;
            }
        }

        return Grant(number, 0, Parts.Time.GetTimestamp());
    }

    protected override TimeSpan PauseAlone(int part) => LeastOften;

    protected override TimeSpan PauseAfter(Answer answer, TimeSpan waited) =>
        answer.Wait > TimeSpan.Zero ? answer.Wait
        : waited / 4 < MostOften ? MostOften
        : Least(waited / 4, LeastOften);

    protected override TimeSpan Look(RedisTrouble? trouble)
    {
        if (trouble is not null && Parts.Settings.WhenAway == WhenAway.Divide)
        {
            return Beat;
        }

        var next = Beat;
        foreach (var place in Places())
        {
            var left = Reliable - Parts.Time.GetElapsedTime(place.RenewedAt);
            if (left <= TimeSpan.Zero)
            {
                Lose(place, trouble is null ? "Its lease could not be renewed in time." : Parts.Link.Away(trouble).Message);
            }
            else
            {
                next = Least(next, left);
            }
        }

        return next;
    }

    private Place[] Places()
    {
        lock (_gate)
        {
            return [.. _held.Values];
        }
    }

    private void Lose(Place place, string reason)
    {
        lock (_gate)
        {
            if (!_held.Remove(place.Number))
            {
                return;
            }
        }

        Parts.Log.PlaceLost(Limit.HandlerName, Limit.Permits, Limit.Queue, reason);
        place.Lose();
        Return(place.Number);
    }

    private void Release(Place place)
    {
        lock (_gate)
        {
            if (!_held.Remove(place.Number))
            {
                return;
            }
        }

        Return(place.Number);
        Wake();
    }
}
