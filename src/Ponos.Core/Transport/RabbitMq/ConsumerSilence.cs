namespace Ponos.Transport.RabbitMq;

/// <summary>
/// How long a queue's consumers have heard nothing, one after the other. A delivery costs it one count; the clock is read
/// by the watch alone, which is the only one to ask.
/// </summary>
internal sealed class ConsumerSilence(RabbitTransportOptions options, bool single)
{
    // A broker that is too busy to count in time says that there is none.
    private const int LooksWithoutConsumer = 3;

    private static readonly TimeSpan LongestInterval = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(10);

    private readonly TimeProvider _time = options.TimeProvider;
    private readonly TimeSpan _patience = options.SilencePatience;
    private long _deliveries;
    private int _begins;
    private long _deliveriesSeen = -1;
    private int _beginsSeen = -1;
    private long _quietSince;
    private long _askedAt;
    private TimeSpan _interval;
    private TimeSpan _rest;
    private bool _suspected;
    private int _notKnown;
    private long _deliveriesAtTrouble;
    private TransportState? _trouble;

    /// <summary>
    /// What is wrong though a consumer stands; <see langword="null"/> as long as nothing is. It ends with the next delivery, and not
    /// when the watch looks: of a consumer that has all that it may have nothing is asked, and its jobs may run for hours.
    /// </summary>
    public TransportState? Trouble =>
        Volatile.Read(ref _trouble) is { } trouble && Volatile.Read(ref _deliveries) == _deliveriesAtTrouble ? trouble : null;

    /// <summary>A delivery came.</summary>
    public void Heard() => Volatile.Write(ref _deliveries, _deliveries + 1);

    /// <summary>A consumer begins: it is given its time.</summary>
    public void Began()
    {
        Volatile.Write(ref _begins, _begins + 1);
        Known();
    }

    /// <summary>Whether it has been quiet for so long that its queue is to be asked.</summary>
    public bool IsDue()
    {
        var now = _time.GetTimestamp();
        if (Volatile.Read(ref _deliveries) is var deliveries && deliveries != _deliveriesSeen)
        {
            (_deliveriesSeen, _quietSince, _suspected, _interval, _rest) = (deliveries, now, false, TimeSpan.Zero, TimeSpan.Zero);
            Known();
        }

        if (Volatile.Read(ref _begins) is var begins && begins != _beginsSeen)
        {
            (_beginsSeen, _quietSince, _suspected) = (begins, now, false);
        }

        return _time.GetElapsedTime(_quietSince, now) >= _patience
            && (_interval == TimeSpan.Zero || _time.GetElapsedTime(_askedAt, now) >= _interval);
    }

    /// <summary>Whether these figures, for the second time running, say that something should have come.</summary>
    public bool Convicts(FiguresOfQueue figures)
    {
        _askedAt = _time.GetTimestamp();
        var isKnown = figures.Consumers != 0;
        if (isKnown)
        {
            Known();
        }
        else if (++_notKnown == LooksWithoutConsumer)
        {
            _deliveriesAtTrouble = _deliveriesSeen;
            Volatile.Write(
                ref _trouble,
                new TransportState(
                    TransportStatus.Reconnecting,
                    _time.GetUtcNow(),
                    "nobody consumes it, the broker says; a quorum queue without a leader is like that"));
        }

        // Of a single active consumer's others each hears nothing, and rightly.
        if (figures.Ready == 0 || (single && figures.Consumers > 1))
        {
            _suspected = false;
            _interval = isKnown ? Doubled(_interval, _patience, LongestInterval) : TimeSpan.Zero;
            return false;
        }

        var convicted = _suspected;
        _suspected = !convicted;
        if (convicted)
        {
            // A connection that was given up for nothing is not given up again and again.
            _rest = Doubled(_rest, _patience * 2, LongestRest);
        }

        _interval = convicted ? _rest : TimeSpan.Zero;
        return convicted;
    }

    private void Known()
    {
        _notKnown = 0;
        Volatile.Write(ref _trouble, null);
    }

    private static TimeSpan Doubled(TimeSpan time, TimeSpan first, TimeSpan most)
    {
        var doubled = time == TimeSpan.Zero ? first : time * 2;
        return doubled < most ? doubled : most;
    }
}
