namespace Ponos.Transport.RabbitMq;

/// <summary>What is said when a job was not published, with the remedy.</summary>
internal static class PublishFailure
{
    public static UnroutableTaskException Unroutable(string jobName, string queue) => new(
        jobName,
        $"The task '{jobName}' found no queue '{queue}'. Check the service's name, or start its worker server once so that it declares the queue.");

    public static PublishException NoExchange(string jobName, string exchange) => new(
        jobName,
        $"The event '{jobName}' has no exchange '{exchange}' on the broker. Declare the event as a contract of this service, or start a service that listens to it.");

    public static PublishRejectedException Rejected(PendingPublish pending) => new(
        pending.JobName,
        $"The broker refused the job '{pending.JobName}' for '{Target(pending)}', as it does when the queue is full (x-max-length with reject-publish). Drain the queue or raise its limit, then publish again.");

    public static BrokerUnavailableException Unavailable(PendingPublish pending, string what, bool mayHaveBeenTaken) => new(
        pending.JobName,
        $"The job '{pending.JobName}' for '{Target(pending)}' was not confirmed: {what}.",
        mayHaveBeenTaken);

    public static PublishException Unsendable(PendingPublish pending, Exception cause) =>
        new(pending.JobName, $"The job '{pending.JobName}' cannot be sent: {cause.Message}", cause);

    private static string Target(PendingPublish pending) => pending.Exchange.Length == 0 ? pending.RoutingKey : pending.Exchange;
}
