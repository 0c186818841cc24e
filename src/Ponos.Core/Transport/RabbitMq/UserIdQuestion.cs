using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Ponos.Transport.RabbitMq;

/// <summary>
/// Asks whether the broker knows us by the name that we logged in with, and so takes it as a message's <c>user_id</c>. With
/// tokens, certificates and some directories it has another name for us, and would close the channel over each publish.
/// </summary>
internal static class UserIdQuestion
{
    /// <summary>No queue has this name, so what is asked with reaches nobody.</summary>
    private const string Nowhere = "ponos.nowhere";

    /// <summary>How long after an alarm its notice takes at most, as far as a start waits for it.</summary>
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Has the connection know the answer before anything is published over it, so that all of it says who we are; but an
    /// alarm, under which nothing is answered, holds up no connection.
    /// </summary>
    public static async Task LearnAsync(LiveConnection live, RabbitTransportOptions options, CancellationToken cancellationToken)
    {
        var learning = LearnAsync(live, options.Logger);
        while (!learning.IsCompleted && live.BlockedReason is null)
        {
            await Task.WhenAny(learning, Task.Delay(BetweenLooks, options.TimeProvider, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private static async Task LearnAsync(LiveConnection live, ILogger logger)
    {
        try
        {
            live.UserId = await AskAsync(live);
        }
        catch (Exception exception) when (live.IsLost || exception is OperationCanceledException)
        {
            // Asked again on the next connection.
        }
        catch (Exception exception)
        {
            logger.Unexpected(exception, "the user's name");
        }
    }

    /// <summary>The name that publishes over the connection may carry; none where that cannot be known.</summary>
    private static async Task<string?> AskAsync(LiveConnection live)
    {
        if (live.UserName is not { Length: > 0 } name || !HeaderSize.IsShort(name))
        {
            return null;
        }

        var channel = await live.OpenChannelAsync(live.LostToken);
        try
        {
            await channel.BasicPublishAsync("", Nowhere, mandatory: false, new BasicProperties { UserId = name }, default, live.LostToken);
            // The broker works a channel off in order: an answer means that it took what was before. An alarm delays it.
            await channel.BasicQosAsync(0, 0, global: false, live.LostToken).WaitAsync(live.LostToken);
            return name;
        }
        catch (Exception exception) when (exception is OperationInterruptedException or AlreadyClosedException && !live.IsLost)
        {
            // Another name (406), or no permission to ask (403).
            return null;
        }
        finally
        {
            await live.CloseAsync(channel);
        }
    }
}
