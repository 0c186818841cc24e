using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Ponos.Transport.RabbitMq;

/// <summary>
/// Asks whether an exchange may be written to, without a message: AMQP has no such question, but the broker looks at the
/// permission before it looks at the message's expiration, and refuses one that is no number with another code.
/// </summary>
internal static class WriteQuestion
{
    private const string NoNumber = "Ponos asks whether it may publish here; no message is meant";

    /// <summary>
    /// Asks again and again about what is forbidden, as long as the connection lives: nobody may publish for hours, and health
    /// must not go on telling of a permission that was granted meanwhile.
    /// </summary>
    public static async Task AskAgainAsync(LiveConnection live, WriteAccess access, RabbitTransportOptions options)
    {
        try
        {
            while (!live.IsLost)
            {
                await Task.Delay(options.FaultRetryDelay, options.TimeProvider, live.LostToken);
                foreach (var forbidden in live.BlockedReason is null ? access.Forbidden : [])
                {
                    await AskAsync(live, forbidden, access);
                }
            }
        }
        catch (Exception exception) when (live.IsLost || exception is OperationCanceledException)
        {
            // Asked again on the next connection.
        }
        catch (Exception exception)
        {
            options.Logger.Unexpected(exception, "write permissions");
        }
    }

    private static async Task AskAsync(LiveConnection live, ForbiddenExchange forbidden, WriteAccess access)
    {
        var channel = await live.OpenChannelAsync(live.LostToken);
        try
        {
            var question = new BasicProperties { Expiration = NoNumber };
            await channel.BasicPublishAsync(forbidden.Exchange, forbidden.RoutingKey, mandatory: false, question, default, live.LostToken);
            await live.WithinDeadlineAsync(channel.BasicQosAsync(0, 0, global: false, live.LostToken), live.LostToken);
        }
        catch (Exception exception)
            when (exception is OperationInterruptedException or AlreadyClosedException && !live.IsLost && channel.CloseReason is not null)
        {
            if (PublishRefusal.Of(new ChannelEnd(channel.CloseReason.ReplyCode, channel.CloseReason.ReplyText, WithConnection: false)).Kind
                != PublishRefusalKind.Forbidden)
            {
                // The next publish finds out what else there is to know.
                access.Forget(forbidden.Exchange);
            }
        }
        finally
        {
            await live.CloseAsync(channel);
        }
    }
}
