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

    /// <summary>The name that publishes over the connection may carry; none where that cannot be known.</summary>
    public static async Task<string?> AskAsync(LiveConnection live)
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
