using RabbitMQ.Client.Exceptions;
using ChannelClosedException = System.Threading.Channels.ChannelClosedException;

namespace Ponos.Transport.RabbitMq;

/// <summary>
/// One channel in confirm mode from its opening to its end: how its publishes are numbered, which are unanswered, what became
/// of each. All that was entered is ended, once: by the broker's answer or by the channel's end. It is never used again.
/// Its owner's lock guards it, so that one lock does for all that a publish touches.
/// </summary>
internal sealed class ConfirmChannel(IConfirmChannelOwner owner, Lock gate, IPublishingChannels origin, int capacity) : IPublishingListener
{
    private readonly ConfirmWindow _window = new(capacity);
    private readonly List<UnconfirmedPublish> _left = [];
    private ulong _onTrial;

    public IPublishingChannel Wire { get; private set; } = null!;

    /// <summary>The connection that it was opened on.</summary>
    public IPublishingChannels Origin => origin;

    /// <summary>Nothing can be written to it, and nothing on it is unanswered.</summary>
    public bool IsOver { get; private set; }

    /// <summary>How much is in the broker's hands.</summary>
    public int Unconfirmed => _window.Count;

    public bool MayWrite => !IsOver && !_window.IsFull;

    /// <summary>The publish that the broker may refuse, which only its look can show. Under the lock.</summary>
    public UnconfirmedPublish? OnTrial => _window.Find(_onTrial);

    public async Task OpenAsync(CancellationToken cancellationToken) => Wire = await origin.OpenAsync(this, cancellationToken);

    /// <summary>
    /// Numbers the next publish, which is to be written before another is entered: the broker counts in the order of writing.
    /// Under the lock.
    /// </summary>
    public ulong Enter(UnconfirmedPublish publish, bool onTrial = false)
    {
        var sequence = _window.Enter(publish);
        _onTrial = onTrial ? sequence : 0;
        return sequence;
    }

    /// <summary>Hands a publish that was entered to the client, which has copied its body when this returns.</summary>
    public ValueTask WriteAsync(UnconfirmedPublish publish)
    {
        try
        {
            return Wire.WriteAsync(publish);
        }
        catch (Exception exception)
        {
            return ValueTask.FromException(exception);
        }
    }

    /// <summary>The newest publish could not be written, or what was asked after it was not answered.</summary>
    public void WriteFailed(ulong sequence, Exception exception)
    {
        if (!Wire.IsOpen)
        {
            // Its end ends it with all others, or already has.
            return;
        }

        if (exception is OperationCanceledException or TimeoutException or IOException
            or AlreadyClosedException or ChannelClosedException or ObjectDisposedException)
        {
            origin.Sever(ConnectFailure.Describe(exception));
            return;
        }

        lock (gate)
        {
            if (!IsOver)
            {
                // The client could not encode it: nothing was written.
                _window.TakeBack(sequence)?.End(Confirm.Unsendable(exception));
            }
        }
    }

    public void EndTrial()
    {
        lock (gate)
        {
            _onTrial = 0;
        }
    }

    /// <summary>Ends what the broker answered. Under the lock.</summary>
    public void Answer(ulong sequence, bool multiple, bool taken)
    {
        _window.Leave(sequence, multiple, _left);
        foreach (var publish in _left)
        {
            publish.End(!taken ? Confirm.Refused : publish.Returned ? Confirm.Returned : Confirm.Taken);
        }

        _left.Clear();
    }

    /// <summary>Ends all that is unanswered, and lets nothing more in. Under the lock.</summary>
    public void End(ChannelEnd end)
    {
        IsOver = true;
        var onTrial = OnTrial;
        _window.Clear(_left);
        var culprit = CulpritOf(end, onTrial);
        foreach (var publish in _left)
        {
            publish.End(publish == culprit ? Confirm.Blamed(end) : Confirm.InDoubt(end));
        }

        _left.Clear();
    }

    public void Answered(ulong sequence, bool multiple, bool taken) => owner.OnAnswered(this, sequence, multiple, taken);

    public void Returned(string? messageId, string routingKey)
    {
        lock (gate)
        {
            _window.MarkReturned(messageId, routingKey);
        }
    }

    public void Ended(ChannelEnd end) => owner.OnEnded(this, end);

    /// <summary>The one for which the broker closed the channel, where that is certain.</summary>
    private UnconfirmedPublish? CulpritOf(ChannelEnd end, UnconfirmedPublish? onTrial)
    {
        var refusal = PublishRefusal.Of(end);
        if (refusal.Kind == PublishRefusalKind.None)
        {
            return null;
        }

        if (onTrial is not null && (refusal.Exchange is null || refusal.Exchange == onTrial.Exchange))
        {
            return onTrial;
        }

        var candidates = refusal.Exchange is null ? [] : _left.Where(publish => publish.Exchange == refusal.Exchange).Take(2).ToArray();
        return candidates is [var only] ? only : null;
    }
}

/// <summary>Whose a channel in confirm mode is. Told on the client's read loop, which must not be held up.</summary>
internal interface IConfirmChannelOwner
{
    /// <summary>The broker answered: <see cref="ConfirmChannel.Answer"/> ends what it is about.</summary>
    void OnAnswered(ConfirmChannel channel, ulong sequence, bool multiple, bool taken);

    /// <summary>Nothing more comes: <see cref="ConfirmChannel.End"/> ends the rest. May be told more than once.</summary>
    void OnEnded(ConfirmChannel channel, ChannelEnd end);
}
