namespace Ponos.Transport.RabbitMq;

/// <summary>
/// One channel of a lane from its opening to its end, with what was written on it and is not answered. It is never used
/// again: the lane puts another in its place. Its lane's lock guards it.
/// </summary>
internal sealed class LaneChannel(PublishLane lane, IPublishingChannels origin, int capacity) : IPublishingListener
{
    public ConfirmWindow Window { get; } = new(capacity);

    public IPublishingChannel Wire { get; private set; } = null!;

    /// <summary>The connection that it was opened on.</summary>
    public IPublishingChannels Origin => origin;

    /// <summary>Nothing can be written to it, and nothing on it is unanswered.</summary>
    public bool IsOver { get; set; }

    /// <summary>The publish that the broker may refuse, which only its look can show; 0 for none.</summary>
    public ulong OnTrial { get; set; }

    public bool MayWrite => !IsOver && !Window.IsFull;

    public async Task OpenAsync(CancellationToken cancellationToken) => Wire = await origin.OpenAsync(this, cancellationToken);

    public void Answered(ulong sequence, bool multiple, bool taken) => lane.OnAnswered(this, sequence, multiple, taken);

    public void Returned(string? messageId, string routingKey) => lane.OnReturned(this, messageId, routingKey);

    public void Ended(ChannelEnd end) => lane.OnEnded(this, end);
}
