using RabbitMQ.Client;

namespace Ponos.Transport.RabbitMq;

/// <summary>A message that is written to a channel in confirm mode and then waits for the broker's word.</summary>
internal abstract class UnconfirmedPublish(BasicProperties properties)
{
    public string? MessageId { get; protected set; }

    public string Exchange { get; protected set; } = "";

    public string RoutingKey { get; protected set; } = "";

    public bool Mandatory { get; protected set; }

    /// <summary>This publish's own: the client writes into them while it publishes, and keeps nothing.</summary>
    public BasicProperties Properties => properties;

    public ReadOnlyMemory<byte> Body { get; protected set; }

    /// <summary>The broker handed the message back: no queue took it. Its confirm follows.</summary>
    public bool Returned { get; set; }

    /// <summary>Gives the one answer that it gets. Called under a lock: nobody may go on within it.</summary>
    public abstract void End(in Confirm confirm);
}

/// <summary>What became of a publish.</summary>
/// <param name="Kind">The answer.</param>
/// <param name="ChannelEnd">How the channel ended, where that is the answer.</param>
/// <param name="Cause">Why it could not be written.</param>
internal readonly record struct Confirm(ConfirmKind Kind, ChannelEnd ChannelEnd = default, Exception? Cause = null)
{
    public static Confirm Taken => new(ConfirmKind.Taken);

    public static Confirm Returned => new(ConfirmKind.Returned);

    public static Confirm Refused => new(ConfirmKind.Refused);

    public static Confirm Blamed(ChannelEnd end) => new(ConfirmKind.Blamed, end);

    public static Confirm InDoubt(ChannelEnd end) => new(ConfirmKind.InDoubt, end);

    public static Confirm Unsent(ChannelEnd end) => new(ConfirmKind.Unsent, end);

    public static Confirm Unsendable(Exception cause) => new(ConfirmKind.Unsendable, Cause: cause);

    /// <summary>The answer in words.</summary>
    public override string ToString() => Kind switch
    {
        ConfirmKind.Taken => "the broker has it",
        ConfirmKind.Returned => "its queue is gone",
        ConfirmKind.Refused => "the broker refused it",
        ConfirmKind.Blamed => $"the broker closed the channel over it: {ChannelEnd}",
        ConfirmKind.InDoubt => $"the channel is gone: {ChannelEnd}; whether the broker took it is unknown",
        ConfirmKind.Unsent => $"the channel is gone: {ChannelEnd}",
        _ => $"the client cannot encode it: {Cause?.Message}",
    };
}

/// <summary>The answers that a publish can get.</summary>
internal enum ConfirmKind
{
    Taken,

    /// <summary>No queue takes it.</summary>
    Returned,

    /// <summary>A queue did not take it.</summary>
    Refused,

    /// <summary>The broker closed the channel because of it, and has not taken it.</summary>
    Blamed,

    /// <summary>The channel ended before the answer: it may have been taken.</summary>
    InDoubt,

    /// <summary>The channel had ended before it was written.</summary>
    Unsent,

    /// <summary>The client cannot encode it.</summary>
    Unsendable,
}
