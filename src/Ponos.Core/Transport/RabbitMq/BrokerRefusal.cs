using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Ponos.Transport.RabbitMq;

/// <summary>Turns what the broker says when it refuses to declare something into an error that names the remedy.</summary>
internal static class BrokerRefusal
{
    private const ushort AccessRefused = 403;
    private const ushort NotFound = 404;
    private const ushort ResourceLocked = 405;
    private const ushort PreconditionFailed = 406;

    public static bool IsNotFound(ShutdownEventArgs? reason) => reason?.ReplyCode == NotFound;

    /// <summary>Whether something is another connection's own.</summary>
    public static bool IsLocked(ShutdownEventArgs? reason) => reason?.ReplyCode == ResourceLocked;

    /// <summary>Whether a broker before 4.3 closed the channel because a delivery was not settled in time.</summary>
    public static bool IsAcknowledgementTimeout(ShutdownEventArgs reason) =>
        reason.ReplyCode == PreconditionFailed && reason.ReplyText.Contains("delivery acknowledgement", StringComparison.Ordinal);

    /// <summary>Whether the broker did not answer a call in time, or answered it by ending the connection.</summary>
    public static bool IsEndOfConnection(Exception exception) => exception is TimeoutException
        or (OperationInterruptedException { ShutdownReason: { Initiator: ShutdownInitiator.Peer, ReplyCode: Constants.InternalError } }
            and not AlreadyClosedException);

    public static bool IsAccessRefused(ShutdownEventArgs? reason) => reason?.ReplyCode == AccessRefused;

    /// <summary>Whether the broker keeps something because others still use it.</summary>
    public static bool IsInUse(ShutdownEventArgs? reason) =>
        reason?.ReplyCode == PreconditionFailed && reason.ReplyText.EndsWith(" in use", StringComparison.Ordinal);

    /// <summary>The argument that the broker's queue has otherwise; none when that is not what it says.</summary>
    public static string? ArgumentIn(ShutdownEventArgs? reason) =>
        reason?.ReplyCode == PreconditionFailed ? ArgumentDifference.In(reason.ReplyText)?.Argument : null;

    /// <summary>The error for a refusal, or <see langword="null"/> when the reason is something passing.</summary>
    /// <param name="reason">Why the channel was closed.</param>
    /// <param name="resource">What was being declared: its name.</param>
    /// <param name="broker">Where.</param>
    /// <param name="cause">What the client threw.</param>
    public static TopologyMismatchException? Read(ShutdownEventArgs? reason, string resource, string broker, Exception? cause) =>
        reason?.ReplyCode switch
        {
            PreconditionFailed => Mismatch(reason.ReplyText, resource, broker, cause),
            NotFound when IsNodeAway(reason.ReplyText) => new(
                resource,
                $"'{resource}' is away on {broker}: {reason.ReplyText}. A classic queue lives on one node, "
                    + "and comes back with it, with its jobs. Start that node, or use a quorum queue, which lives on several.",
                cause),
            NotFound => new(
                resource,
                $"'{resource}' does not exist on {broker}: {reason.ReplyText}. "
                    + "Have someone with configure permission declare it, or declare actively.",
                cause),
            AccessRefused => new(
                resource,
                $"'{resource}' may not be declared on {broker}: {reason.ReplyText}. "
                    + "Grant the user configure permission on it, or declare it by other means and set Declare to Passive.",
                cause),
            ResourceLocked => new(
                resource,
                $"'{resource}' on {broker} belongs to another connection: {reason.ReplyText}. It is free again when that connection ends.",
                cause),
            _ => null,
        };

    /// <summary>
    /// Whether the queue is there, on a node that is not: so say RabbitMQ 3.10 and 4.3 while it is down, and while it goes.
    /// </summary>
    private static bool IsNodeAway(string text) =>
        text.Contains("is down or inaccessible", StringComparison.Ordinal)
        || text.Contains("is stopped by supervisor", StringComparison.Ordinal);

    /// <summary>The error for a queue or exchange that exists with another argument.</summary>
    public static TopologyMismatchException Differs(ArgumentDifference difference, string broker, Exception? cause)
    {
        var (kind, name, argument) = (difference.Kind, difference.Name, difference.Argument);
        var message = $"The {kind} '{name}' on {broker} exists with another '{argument}': "
            + $"this service declares {Value(argument, difference.Received)}, the broker has {Value(argument, difference.Current)}. "
            + $"Nothing was changed. {Remedy(kind, name, argument)}";
        return new TopologyMismatchException(name, message, cause);
    }

    private static TopologyMismatchException Mismatch(string replyText, string resource, string broker, Exception? cause)
    {
        return ArgumentDifference.In(replyText) is { } difference
            ? Differs(difference, broker, cause)
            : new TopologyMismatchException(
                resource, $"The broker {broker} refuses to declare '{resource}': {replyText}. Nothing was changed.", cause);
    }

    /// <summary>The value out of <c>none</c>, <c>'true'</c> or <c>the value '5' of type 'long'</c>.</summary>
    public static string Value(string argument, string text)
    {
        var from = text.IndexOf('\'', StringComparison.Ordinal);
        var to = from < 0 ? -1 : text.IndexOf('\'', from + 1);
        return to > from ? text[from..(to + 1)]
            // A classic queue is declared without the argument.
            : argument == ArgumentDifference.QueueType ? "'classic'"
            : text;
    }

    public static string Remedy(string kind, string name, string argument) => argument switch
    {
        ArgumentDifference.QueueType => "Set the handler's queue type to the broker's, or drain the queue and delete it "
            + $"(rabbitmqctl delete_queue {name}); it is then declared anew.",
        _ when kind == "exchange" => "Delete the exchange on the broker so that it is declared anew, or use another name.",
        _ => "Set the same option in this service, or drain the queue and delete it "
            + $"(rabbitmqctl delete_queue {name}); it is then declared anew.",
    };
}
