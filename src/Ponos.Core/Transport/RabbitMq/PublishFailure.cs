namespace Ponos.Transport.RabbitMq;

/// <summary>What is said when a job was not published, with the remedy.</summary>
internal static class PublishFailure
{
    /// <summary>What the answer to a publish is to its caller; nothing when it was taken.</summary>
    public static PublishException? Of(PendingPublish pending, in Confirm confirm) => confirm.Kind switch
    {
        ConfirmKind.Taken => null,
        ConfirmKind.Returned => Unroutable(pending.JobName, pending.RoutingKey),
        ConfirmKind.Refused => Rejected(pending),
        ConfirmKind.Blamed => Refused(pending, confirm.ChannelEnd),
        ConfirmKind.InDoubt => Unconfirmed(pending, confirm.ChannelEnd),
        ConfirmKind.Unsent => Unavailable(pending, confirm.ChannelEnd.Text, mayHaveBeenTaken: false),
        _ => Unsendable(pending, confirm.Cause!),
    };

    public static UnroutableTaskException Unroutable(string jobName, string queue) => new(
        jobName,
        $"The task '{jobName}' found no queue '{queue}'. Check the service's name, "
            + "or start its worker server once so that it declares the queue.");

    public static NoExchangeException NoExchange(string jobName, string exchange) => new(
        jobName,
        exchange,
        $"The event '{jobName}' has no exchange '{exchange}' on the broker. "
            + "Declare the event as a contract of this service, or start a service that listens to it.");

    private static PublishRejectedException Rejected(PendingPublish pending) => new(
        pending.JobName,
        $"The broker refused the job '{pending.JobName}' for '{Target(pending)}', as it does when the queue is full "
            + "(x-max-length with reject-publish). Drain the queue or raise its limit, then publish again.");

    public static PublishForbiddenException Forbidden(string jobName, string target, ForbiddenExchange exchange) =>
        Forbidden(jobName, target, exchange.Name, exchange.Reason);

    private static UnsendableJobException Unsendable(PendingPublish pending, Exception cause) =>
        new(pending.JobName, $"The job '{pending.JobName}' cannot be sent: {cause.Message}", cause);

    private static BrokerUnavailableException Unavailable(PendingPublish pending, string what, bool mayHaveBeenTaken) => new(
        pending.JobName,
        $"The job '{pending.JobName}' for '{Target(pending)}' was not confirmed: {what}.",
        mayHaveBeenTaken);

    /// <summary>Its channel ended because of this publish.</summary>
    private static PublishException Refused(PendingPublish pending, ChannelEnd end) => PublishRefusal.Of(end).Kind switch
    {
        PublishRefusalKind.Forbidden => Forbidden(
            pending.JobName,
            Target(pending),
            pending.Exchange.Length == 0 ? PublishRefusal.DefaultExchange : pending.Exchange,
            end.ToString()),
        PublishRefusalKind.NoExchange => NoExchange(pending.JobName, pending.Exchange),
        PublishRefusalKind.Unsendable => new UnsendableJobException(
            pending.JobName,
            $"The broker does not take the job '{pending.JobName}' for '{Target(pending)}' as it is: {end}. It was not kept."),
        _ => Unconfirmed(pending, end),
    };

    /// <summary>Its channel ended before it was answered.</summary>
    private static BrokerUnavailableException Unconfirmed(PendingPublish pending, ChannelEnd end) => Unavailable(
        pending,
        PublishRefusal.Of(end).Kind == PublishRefusalKind.None
            ? $"the connection was lost before the broker confirmed it: {end}"
            : $"the broker closed the channel because of another job: {end}. Publish it again",
        mayHaveBeenTaken: true);

    /// <summary>The same, by a service that has declared nothing yet.</summary>
    public static string Early(string text) =>
        text + " This service has not started yet, and declares its queues and exchanges when it does: publish after the host's start.";

    /// <summary>The remedy for a missing permission.</summary>
    public static string GrantWrite(string exchange) =>
        $"Grant the user write permission on '{exchange}' (rabbitmqctl set_permissions, the second expression)";

    private static PublishForbiddenException Forbidden(string jobName, string target, string exchange, string reason) => new(
        jobName,
        $"The job '{jobName}' for '{target}' was not taken: this service's user may not write to the exchange '{exchange}': {reason}. "
            + $"{GrantWrite(exchange)}, then publish again.");

    private static string Target(PendingPublish pending) => pending.Exchange.Length == 0 ? pending.RoutingKey : pending.Exchange;
}

/// <summary>An event's exchange is not there; it may be one that can be declared again.</summary>
internal sealed class NoExchangeException(string jobName, string exchange, string message) : PublishException(jobName, message)
{
    public string Exchange => exchange;
}
