using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Ponos.Transport.RabbitMq.Survey;

/// <summary>
/// Compares one queue or exchange with the broker's. AMQP tells of arguments only when one declares: the broker names the first that
/// differs, so it is asked again with what it has, until it finds no difference.
/// </summary>
internal sealed class QueueComparison(LiveConnection live, DelayLadder delays)
{
    public async Task<TopologyFinding> CompareAsync(DeclaredQueue queue, CancellationToken cancellationToken)
    {
        var (found, finding) = await LookAsync(
            queue.Name, channel => channel.QueueDeclarePassiveAsync(queue.Name, cancellationToken), cancellationToken);
        if (finding.State != TopologyState.Equal)
        {
            return finding;
        }

        var asked = ArgumentsOf(queue);
        var (mismatches, lacking) = (new List<ArgumentMismatch>(), new List<string>());
        var durable = true;
        var refusal = await AskAsync(
            channel => channel.QueueDeclareAsync(
                queue.Name, durable, exclusive: false, autoDelete: false, asked, cancellationToken: cancellationToken),
            difference =>
            {
                if (queue.Wishes.ContainsKey(difference.Argument))
                {
                    lacking.Add(difference.Argument);
                }
                else
                {
                    mismatches.Add(Mismatch(difference));
                }

                durable &= difference.Argument != "durable";
                return difference.Argument == "durable" || difference.TryAdopt(asked);
            },
            cancellationToken);
        return finding with
        {
            State = mismatches.Count > 0 ? TopologyState.Different : refusal is null ? TopologyState.Equal : TopologyState.NotCompared,
            Mismatches = mismatches,
            Lacking = lacking,
            Refusal = mismatches.Count > 0 ? null : refusal,
            Ready = found?.MessageCount ?? 0,
            Consumers = (int)(found?.ConsumerCount ?? 0),
        };
    }

    public async Task<TopologyFinding> CompareAsync(DeclaredExchange exchange, CancellationToken cancellationToken)
    {
        var (_, finding) = await LookAsync(
            exchange.Name,
            async channel =>
            {
                await channel.ExchangeDeclarePassiveAsync(exchange.Name, cancellationToken);
                return true;
            },
            cancellationToken);
        if (finding.State != TopologyState.Equal)
        {
            return finding;
        }

        var mismatches = new List<ArgumentMismatch>();
        var refusal = await AskAsync(
            channel => channel.ExchangeDeclareAsync(
                exchange.Name,
                exchange.Type,
                durable: true,
                autoDelete: false,
                delays.ExchangeArguments(exchange.Name),
                cancellationToken: cancellationToken),
            difference =>
            {
                mismatches.Add(Mismatch(difference));
                return false;
            },
            cancellationToken);
        return finding with
        {
            State = mismatches.Count > 0 ? TopologyState.Different : refusal is null ? TopologyState.Equal : TopologyState.NotCompared,
            Mismatches = mismatches,
            Refusal = mismatches.Count > 0 ? null : refusal,
        };
    }

    /// <summary>The arguments as they are declared, with the queue's kind.</summary>
    private static Dictionary<string, object?> ArgumentsOf(DeclaredQueue queue)
    {
        var asked = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, value) in queue.Arguments.Concat(queue.Wishes))
        {
            asked[name] = value;
        }

        if (queue.Type == QueueType.Quorum)
        {
            asked[ArgumentDifference.QueueType] = "quorum";
        }

        return asked;
    }

    private static ArgumentMismatch Mismatch(ArgumentDifference difference) => new(
        difference.Argument,
        BrokerRefusal.Value(difference.Argument, difference.Received).Trim('\''),
        BrokerRefusal.Value(difference.Argument, difference.Current).Trim('\''),
        BrokerRefusal.Remedy(difference.Kind, difference.Name, difference.Argument));

    private async Task<(T? Found, TopologyFinding Finding)> LookAsync<T>(
        string name, Func<IChannel, Task<T>> look, CancellationToken cancellationToken)
    {
        var channel = await live.OpenChannelAsync(cancellationToken);
        try
        {
            return (await live.WithinDeadlineAsync(look(channel), cancellationToken),
                new TopologyFinding { Name = name, State = TopologyState.Equal });
        }
        catch (OperationInterruptedException refused) when (!live.IsLost && refused.ShutdownReason is { } reason)
        {
            return (default, BrokerRefusal.IsNotFound(reason)
                ? new TopologyFinding { Name = name, State = TopologyState.Missing }
                : new TopologyFinding { Name = name, State = TopologyState.NotSeen, Refusal = reason.ReplyText });
        }
        finally
        {
            await live.CloseAsync(channel);
        }
    }

    /// <summary>Declares until the broker finds no difference that is not known yet.</summary>
    /// <returns>What it said when it would not compare; <see langword="null"/> otherwise.</returns>
    private async Task<string?> AskAsync(
        Func<IChannel, Task> declare, Func<ArgumentDifference, bool> isToAskAgain, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries <= ArgumentDifference.MostArguments; tries++)
        {
            var channel = await live.OpenChannelAsync(cancellationToken);
            try
            {
                await live.WithinDeadlineAsync(declare(channel), cancellationToken);
                return null;
            }
            catch (OperationInterruptedException refused) when (!live.IsLost && refused.ShutdownReason is { } reason)
            {
                if (ArgumentDifference.In(reason.ReplyText) is not { } difference)
                {
                    return reason.ReplyText;
                }

                if (!isToAskAgain(difference))
                {
                    return null;
                }
            }
            finally
            {
                await live.CloseAsync(channel);
            }
        }

        return null;
    }
}
