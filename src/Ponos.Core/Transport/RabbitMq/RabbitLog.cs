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

    [LoggerMessage(2012, LogLevel.Error, "The supervisor of {What} met what it did not expect; it goes on.")]
    public static partial void Unexpected(this ILogger logger, Exception exception, string what);

    [LoggerMessage(2013, LogLevel.Warning, "Service {Service} talks to {Broker} without encryption: its password and its jobs can be read on the way. Use amqps://, RABBITMQ_TLS=true or UseRabbitMq(options => options.Tls.Enabled = true).")]
    public static partial void Plain(this ILogger logger, string service, string broker);

    [LoggerMessage(2014, LogLevel.Warning, "Service {Service} connects to {Broker} as 'guest', whose password everybody knows. Give it a user of its own.")]
    public static partial void Guest(this ILogger logger, string service, string broker);

    [LoggerMessage(2015, LogLevel.Warning, "A job in {Queue} has headers that cannot be read: {Fault}. It is taken without them, as invalid.")]
    public static partial void HeadersUnreadable(this ILogger logger, string queue, string fault);
}
