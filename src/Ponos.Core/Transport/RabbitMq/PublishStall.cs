namespace Ponos.Transport.RabbitMq;

/// <summary>
/// Whether a broker takes publishes and confirms none any more, as a node does that has lost the majority of the queues'
/// replicas: it says nothing of it. Read by the watch alone.
/// </summary>
internal sealed class PublishStall(RabbitTransportOptions options)
{
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(2);

    private readonly TimeProvider _time = options.TimeProvider;
    private LiveConnection? _live;
    private long _answersSeen = -1;
    private long _since;
    private long _givenUpAt;
    private TimeSpan _rest;

    /// <summary>Looks at a connection's progress; true when it is to be given up.</summary>
    public bool IsStalled(LiveConnection live, int unconfirmed, long answers)
    {
        var now = _time.GetTimestamp();
        if (unconfirmed == 0 || live.BlockedReason is not null || live != _live || answers != _answersSeen)
        {
            if (answers != _answersSeen)
            {
                // Where it is the queues that have no majority, other nodes do not help, and are not tried again and again.
                _rest = TimeSpan.Zero;
            }

            (_live, _answersSeen, _since) = (live, answers, now);
            return false;
        }

        if (_time.GetElapsedTime(_since, now) < options.StallPatience
            || (_rest > TimeSpan.Zero && _time.GetElapsedTime(_givenUpAt, now) < _rest))
        {
            return false;
        }

        _givenUpAt = now;
        _rest = _rest == TimeSpan.Zero ? options.StallPatience * 4 : TimeSpan.FromTicks(Math.Min(_rest.Ticks * 2, LongestRest.Ticks));
        return true;
    }
}
