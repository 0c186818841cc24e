using Ponos.Topology;
using RabbitMQ.Client.Exceptions;

namespace Ponos.Transport.RabbitMq;

/// <summary>
/// Removes the exchange of an event that nobody publishes any more, unless somebody listens to it. The broker is asked to
/// delete it only if it is unused; the way to the listeners of patterns, which every event has, is taken away before that and
/// put back where the exchange stays.
/// </summary>
internal static class UnusedExchange
{
    /// <returns>Whether it is gone; <see langword="false"/> where something is bound to it.</returns>
    /// <exception cref="TopologyMismatchException">The broker does not let this user. Everything is as it was.</exception>
    public static async Task<bool> TryRemoveAsync(LiveConnection live, string exchange, CancellationToken cancellationToken)
    {
        var channel = await live.OpenChannelAsync(cancellationToken);
        var isUnbound = false;
        try
        {
            await live.WithinDeadlineAsync(
                channel.ExchangeUnbindAsync(QueueNames.PatternExchange, exchange, "", cancellationToken: cancellationToken),
                cancellationToken);
            isUnbound = true;
            // Whoever gives up now must not leave it without its patterns.
            await live.WithinDeadlineAsync(
                channel.ExchangeDeleteAsync(exchange, ifUnused: true, cancellationToken: CancellationToken.None), CancellationToken.None);
            return true;
        }
        catch (OperationInterruptedException refused) when (!live.IsLost)
        {
            if (isUnbound)
            {
                await BindAgainAsync(live, exchange, CancellationToken.None);
            }

            if (BrokerRefusal.IsAccessRefused(refused.ShutdownReason))
            {
                throw new TopologyMismatchException(
                    exchange,
                    $"The exchange '{exchange}' may not be removed on {live.Broker}: {refused.ShutdownReason?.ReplyText}. "
                        + $"Grant the user configure and read permission on it, and write on '{QueueNames.PatternExchange}'; or leave it.",
                    refused);
            }

            if (!BrokerRefusal.IsInUse(refused.ShutdownReason) && !BrokerRefusal.IsNotFound(refused.ShutdownReason))
            {
                throw;
            }

            return BrokerRefusal.IsNotFound(refused.ShutdownReason);
        }
        finally
        {
            await live.CloseAsync(channel);
        }
    }

    private static async Task BindAgainAsync(LiveConnection live, string exchange, CancellationToken cancellationToken)
    {
        // The refusal has closed the channel.
        var channel = await live.OpenChannelAsync(cancellationToken);
        try
        {
            await live.WithinDeadlineAsync(
                channel.ExchangeBindAsync(QueueNames.PatternExchange, exchange, "", cancellationToken: cancellationToken),
                cancellationToken);
        }
        catch (OperationInterruptedException gone) when (!live.IsLost && BrokerRefusal.IsNotFound(gone.ShutdownReason))
        {
            // Somebody else has removed it meanwhile.
        }
        finally
        {
            await live.CloseAsync(channel);
        }
    }
}
