namespace Ponos.Outboxes;

/// <summary>
/// How fast a relay goes. Whoever writes meanwhile shares the database, and often the processor, with it. So a backlog that soon
/// will be gone is sent without haste; one that grows is sent as fast as it goes.
/// </summary>
/// <param name="batchSize">How many jobs a round takes at most.</param>
/// <param name="time">The machine's clock: it is the machine's time that is spared.</param>
internal sealed class RelayPace(int batchSize, TimeProvider time)
{
    /// <summary>With so many in a round jobs come fast.</summary>
    private const int Fast = 4;

    /// <summary>With so many there is a backlog; of small rounds half will do, for lanes do not always fill one.</summary>
    private const int Backlog = 100;

    /// <summary>
    /// How many are on their way at a time while there is no haste. All of a round at once keep program and broker busy in bursts,
    /// which others have to sit out.
    /// </summary>
    private const int MostOnTheirWay = 64;

    /// <summary>Without haste the relay rests behind a round for this part of the time that the round took.</summary>
    private const double RestByWork = 0.5;

    /// <summary>There is no haste while as much is sent in a second as was written in so many.</summary>
    private const double Gain = 2;

    /// <summary>
    /// A round costs the database nearly as much for one job as for a hundred. Where jobs come fast, the next one begins so long
    /// after the last one began, and finds more.
    /// </summary>
    private static readonly TimeSpan BetweenRounds = TimeSpan.FromMilliseconds(25);

    /// <summary>A round that took long waited for the broker, and nobody needs a rest from that.</summary>
    private static readonly TimeSpan MostRest = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    private readonly int _backlog = Math.Clamp(batchSize / 2, 1, Backlog);
    private long _began;
    private TimeSpan _spacing;
    private (long At, TimeSpan Age)? _look;
    private bool _gains;

    /// <summary>How many jobs the next round may have on their way at a time.</summary>
    public int OnTheirWay => _gains ? MostOnTheirWay : int.MaxValue;

    /// <summary>How long until the next round may begin; nothing, or less, where it may at once.</summary>
    public TimeSpan Rest => _spacing - time.GetElapsedTime(_began);

    /// <summary>Waits until the next round may begin, which then has begun.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        if (Rest is var rest && rest > TimeSpan.Zero)
        {
            await Task.Delay(rest, time, cancellationToken);
        }

        _began = time.GetTimestamp();
    }

    /// <summary>The round has ended.</summary>
    /// <param name="sent">How many jobs it sent.</param>
    /// <param name="oldest">How long its oldest job had waited.</param>
    public void End(int sent, TimeSpan oldest)
    {
        if (sent < _backlog)
        {
            (_look, _gains) = (null, false);
            _spacing = sent < Fast ? TimeSpan.Zero : BetweenRounds;
            return;
        }

        Look(oldest);
        var took = time.GetElapsedTime(_began);
        var rest = took * RestByWork;
        _spacing = _gains ? took + (rest < MostRest ? rest : MostRest) : TimeSpan.Zero;
    }

    /// <summary>Compares the oldest job with that of a second ago: what lies between the two has been sent since.</summary>
    private void Look(TimeSpan oldest)
    {
        if (_look is { } last)
        {
            var elapsed = time.GetElapsedTime(last.At);
            if (elapsed < BetweenLooks)
            {
                return;
            }

            var writtenIn = elapsed + last.Age - oldest;
            _gains = writtenIn >= elapsed * Gain;
        }

        _look = (time.GetTimestamp(), oldest);
    }
}
