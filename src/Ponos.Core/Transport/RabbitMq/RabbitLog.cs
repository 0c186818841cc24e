using Microsoft.Extensions.Logging;

namespace Ponos.Transport.RabbitMq;

/// <summary>What the adapter says. Hosts and reasons, never a credential.</summary>
internal static partial class RabbitLog
{
    [LoggerMessage(2001, LogLevel.Information, "Connected to {Broker} for {Role}.")]
    public static partial void Connected(this ILogger logger, string broker, string role);

    [LoggerMessage(2002, LogLevel.Warning, "The connection for {Role} to {Broker} was lost: {Reason}. Reconnecting.")]
    public static partial void ConnectionLost(this ILogger logger, string role, string broker, string reason);

    [LoggerMessage(2003, LogLevel.Warning, "Cannot connect to {Broker} for {Role}: {Reason}. Trying again.")]
    public static partial void ConnectFailed(this ILogger logger, string broker, string role, string reason);

    [LoggerMessage(2004, LogLevel.Error, "Cannot connect to {Broker} for {Role} until someone changes something: {Reason}. Trying again.")]
    public static partial void ConnectRefused(this ILogger logger, string broker, string role, string reason);

    [LoggerMessage(2005, LogLevel.Warning, "The broker takes no publishes: {Reason}. Sends wait.")]
    public static partial void Blocked(this ILogger logger, string reason);

    [LoggerMessage(2006, LogLevel.Information, "The broker takes publishes again.")]
    public static partial void Unblocked(this ILogger logger);

    [LoggerMessage(2007, LogLevel.Information, "Consuming from {Queue}.")]
    public static partial void Consuming(this ILogger logger, string queue);

    [LoggerMessage(2008, LogLevel.Warning, "Consuming from {Queue} was interrupted: {Reason}. Starting again.")]
    public static partial void ConsumingInterrupted(this ILogger logger, string queue, string reason);

    [LoggerMessage(2009, LogLevel.Error, "{Reason}")]
    public static partial void QueueFaulted(this ILogger logger, string reason);

    [LoggerMessage(2010, LogLevel.Error, "Taking a delivery from {Queue} threw; it goes back to the queue.")]
    public static partial void DeliverThrew(this ILogger logger, Exception exception, string queue);

    [LoggerMessage(2011, LogLevel.Warning, "A publishing channel was closed: {Reason}. Opening another.")]
    public static partial void PublishChannelLost(this ILogger logger, string reason);

    [LoggerMessage(2020, LogLevel.Warning,
        "The consumer of {Queue} over {Broker} hears nothing: {Why}. Its connection is given up for one to another node")]
    public static partial void ConsumerHearsNothing(this ILogger logger, string queue, string broker, string why);

    [LoggerMessage(2024, LogLevel.Warning,
        "{Broker} has {Unconfirmed} publishes in its hands and confirms none. Its connection is given up for one to another node")]
    public static partial void ConfirmsNothing(this ILogger logger, string broker, int unconfirmed);

    [LoggerMessage(2021, LogLevel.Warning,
        "Queue {Queue} was declared without {Argument} and is taken as it is: when a node is lost, RabbitMQ 4.3 keeps what its consumers "
        + "had in hand for a minute. A policy mends it: rabbitmqctl set_policy --apply-to quorum_queues ponos-failover '^{Queue}$' "
        + "'{{\"consumer-disconnected-timeout\":{Value}}}'")]
    public static partial void QueueLacks(this ILogger logger, string queue, string argument, object value);

    [LoggerMessage(2023, LogLevel.Warning,
        "{Prefetch} jobs of queue {Queue} in hand could take longer than a broker before 4.3 waits for their acknowledgement "
        + "(consumer_timeout, 30 minutes unless it is set otherwise): {Bounded} are taken at a time. A shorter Timeout, a smaller Prefetch "
        + "or a higher Concurrency do the same")]
    public static partial void PrefetchBounded(this ILogger logger, string queue, int prefetch, int bounded);

    [LoggerMessage(2025, LogLevel.Warning,
        "Consuming {Queue} cost the connection to {Broker} that the service's other queues share: {Reason}. Until it answers it is "
        + "tried over a connection of its own. A quorum queue without a leader is like that: 'rabbitmq-queues quorum_status' shows it")]
    public static partial void QueueSetAside(this ILogger logger, string queue, string broker, string reason);

    [LoggerMessage(2026, LogLevel.Warning,
        "Nobody consumes {Queue}, {Broker} says, although this service does. It goes on as soon as the queue does. "
        + "A quorum queue without a leader is like that: 'rabbitmq-queues quorum_status' shows it")]
    public static partial void ConsumerNotKnown(this ILogger logger, string queue, string broker);

    [LoggerMessage(2027, LogLevel.Warning,
        "The connection to {Broker} has a credential that is good until {End}, and there is no other yet: {Reason}. Asking again")]
    public static partial void CredentialNotRenewed(this ILogger logger, string broker, DateTimeOffset end, string reason);

    [LoggerMessage(2022, LogLevel.Warning,
        "User {User} may not look at '{Name}', which this service does not declare: that it exists is not known. "
        + "From RabbitMQ 4.2.6 on a look takes some permission on it; read or write will do")]
    public static partial void TakenUnseen(this ILogger logger, string name, string user);

    [LoggerMessage(2012, LogLevel.Error, "The supervisor of {What} met what it did not expect; it goes on.")]
    public static partial void Unexpected(this ILogger logger, Exception exception, string what);

    [LoggerMessage(2013, LogLevel.Warning,
        "Service {Service} talks to {Broker} without encryption: its password and its jobs can be read on the way. "
        + "Use amqps://, RABBITMQ_TLS=true or UseRabbitMq(options => options.Tls.Enabled = true).")]
    public static partial void Plain(this ILogger logger, string service, string broker);

    [LoggerMessage(2014, LogLevel.Warning,
        "Service {Service} connects to {Broker} as 'guest', whose password everybody knows. Give it a user of its own.")]
    public static partial void Guest(this ILogger logger, string service, string broker);
}
