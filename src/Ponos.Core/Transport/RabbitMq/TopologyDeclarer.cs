using System.Collections.Concurrent;
using Ponos.Topology;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Ponos.Transport.RabbitMq;

/// <summary>
/// Declares a shape over channels of its own: a refusal closes only the channel that declared. Queues, then exchanges,
/// then bindings, each several side by side: a first quorum declare takes 4 to 9 ms.
/// </summary>
internal sealed class TopologyDeclarer(RabbitTransportOptions options, TransientNames names)
{
    private const int MaxChannels = 8;
    private const int ItemsPerChannel = 8;

    private readonly ConcurrentDictionary<(string Queue, string Argument), bool> _lacking = new();
    private readonly ConcurrentDictionary<string, bool> _unseen = new(StringComparer.Ordinal);

    /// <param name="live">The connection: a transient queue belongs to it.</param>
    /// <param name="shape">What to declare.</param>
    /// <param name="onRefused">
    /// Takes each refusal, with what was refused, and the rest is declared; without it the first one is thrown.
    /// </param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task DeclareAsync(
        LiveConnection live, TopologyShape shape, Action<object, TopologyMismatchException>? onRefused, CancellationToken cancellationToken)
    {
        await EachAsync(
            live,
            shape.Queues,
            (channel, queue) => DeclareAsync(channel, queue, names.On(live, queue.Name), cancellationToken),
            static q => q.Name,
            onRefused,
            cancellationToken);
        // As late as can be: what is published to an exchange before its bindings stand is heard by nobody.
        await EachAsync(
            live,
            shape.Exchanges,
            (channel, exchange) => DeclareAsync(channel, exchange, cancellationToken),
            static e => e.Name,
            onRefused,
            cancellationToken);
        var bindings = Bindings(shape);
        await EachAsync(
            live,
            bindings,
            (channel, binding) => BindAsync(channel, binding, names.On(live, binding.Destination), cancellationToken),
            static b => b.Destination,
            onRefused,
            cancellationToken);
    }

    /// <summary>Whether a queue or exchange exists. What the user may not look at is taken to be there.</summary>
    public async Task<bool> MayExistAsync(LiveConnection live, JobAddress address, CancellationToken cancellationToken)
    {
        try
        {
            return await ExistsAsync(live, address, cancellationToken);
        }
        catch (OperationInterruptedException refused) when (BrokerRefusal.IsAccessRefused(refused.ShutdownReason))
        {
            return IsTakenUnseen(address.Name);
        }
    }

    /// <summary>Whether a queue or exchange exists.</summary>
    public static async Task<bool> ExistsAsync(LiveConnection live, JobAddress address, CancellationToken cancellationToken)
    {
        var channel = await live.OpenChannelAsync(cancellationToken);
        try
        {
            await live.WithinDeadlineAsync(
                address.IsQueue
                    ? channel.QueueDeclarePassiveAsync(address.Name, cancellationToken)
                    : channel.ExchangeDeclarePassiveAsync(address.Name, cancellationToken),
                cancellationToken);
            return true;
        }
        catch (OperationInterruptedException refused) when (BrokerRefusal.IsNotFound(refused.ShutdownReason))
        {
            return false;
        }
        finally
        {
            await live.CloseAsync(channel);
        }
    }

    private List<BindingShape> Bindings(TopologyShape shape)
    {
        var bindings = new List<BindingShape>();
        foreach (var binding in shape.Bindings)
        {
            // A user without configure permission may not bind either; whoever declared the queue bound it.
            if (options.Declare == DeclareMode.Passive && !IsTransient(shape, binding.Destination))
            {
                continue;
            }

            bindings.Add(binding);
            if (binding is { Source: QueueNames.PatternExchange, ToExchange: false })
            {
                bindings.Add(DelayLadder.BehindBits(binding));
            }
        }

        return bindings;
    }

    private static bool IsTransient(TopologyShape shape, string queue)
    {
        foreach (var candidate in shape.Queues)
        {
            if (candidate.Transient && candidate.Name == queue)
            {
                return true;
            }
        }

        return false;
    }

    private Task DeclareAsync(IChannel channel, ExchangeShape exchange, CancellationToken cancellationToken) =>
        options.Declare == DeclareMode.Passive
            ? channel.ExchangeDeclarePassiveAsync(exchange.Name, cancellationToken)
            : channel.ExchangeDeclareAsync(
                exchange.Name,
                exchange.Type == Topology.ExchangeType.Topic ? RabbitMQ.Client.ExchangeType.Topic : RabbitMQ.Client.ExchangeType.Fanout,
                durable: true,
                autoDelete: false,
                options.Delays.ExchangeArguments(exchange.Name),
                cancellationToken: cancellationToken);

    private Task<QueueDeclareOk> DeclareAsync(IChannel channel, QueueShape queue, string name, CancellationToken cancellationToken)
    {
        // Nobody but this connection could have declared a transient queue.
        if (options.Declare == DeclareMode.Passive && !queue.Transient)
        {
            return channel.QueueDeclarePassiveAsync(name, cancellationToken);
        }

        return channel.QueueDeclareAsync(
            name,
            durable: !queue.Transient,
            exclusive: queue.Transient,
            autoDelete: queue.Transient,
            ArgumentsOf(queue),
            cancellationToken: cancellationToken);
    }

    private Dictionary<string, object?> ArgumentsOf(QueueShape queue)
    {
        var arguments = new Dictionary<string, object?>();
        foreach (var (name, value) in queue.Arguments)
        {
            arguments[name] = value;
        }

        foreach (var (name, value) in queue.Wishes)
        {
            if (!_lacking.ContainsKey((queue.Name, name)))
            {
                arguments[name] = value;
            }
        }

        if (queue is { Type: QueueType.Quorum, Transient: false })
        {
            arguments[ArgumentDifference.QueueType] = "quorum";
        }

        return arguments;
    }

    /// <summary>The broker names the first argument that differs; where the type of queue does too, that is the reason.</summary>
    private async Task<TopologyMismatchException> ExplainAsync(
        LiveConnection live,
        object item,
        TopologyMismatchException mismatch,
        ShutdownEventArgs? reason,
        CancellationToken cancellationToken) =>
        item is QueueShape { Transient: false } queue && ArgumentDifference.In(reason?.ReplyText) is { } difference
        && await difference.AskForTypeAsync(live, queue.Name, ArgumentsOf(queue), cancellationToken) is { } ofType
            ? BrokerRefusal.Differs(ofType, live.Broker, mismatch.InnerException)
            : mismatch;

    private static Task BindAsync(IChannel channel, BindingShape binding, string destination, CancellationToken cancellationToken) =>
        binding.ToExchange
            ? channel.ExchangeBindAsync(destination, binding.Source, binding.RoutingKey, cancellationToken: cancellationToken)
            : channel.QueueBindAsync(destination, binding.Source, binding.RoutingKey, cancellationToken: cancellationToken);

    /// <summary>Whether a refusal is of a kind that the topology can stand with; what it costs is said once.</summary>
    private bool CanStandWith(object item, ShutdownEventArgs? refusal) => item switch
    {
        QueueShape queue when BrokerRefusal.ArgumentIn(refusal) is { } argument && queue.Wishes.TryGetValue(argument, out var wish) =>
            Lacks(queue, argument, wish),
        QueueShape queue when IsUnseen(refusal) => IsTakenUnseen(queue.Name),
        ExchangeShape exchange when IsUnseen(refusal) => IsTakenUnseen(exchange.Name),
        _ => false,
    };

    /// <summary>
    /// From RabbitMQ 4.2.6 on one may only look at what one has some permission on. A worker needs none on the queues that
    /// it publishes to through the default exchange; that they are there shows when a job is moved to one.
    /// </summary>
    private bool IsUnseen(ShutdownEventArgs? refusal) => options.Declare == DeclareMode.Passive && BrokerRefusal.IsAccessRefused(refusal);

    private bool IsTakenUnseen(string name)
    {
        if (_unseen.TryAdd(name, true))
        {
            options.Logger.TakenUnseen(name, options.UserName);
        }

        return true;
    }

    private bool Lacks(QueueShape queue, string argument, object wish)
    {
        if (_lacking.TryAdd((queue.Name, argument), true))
        {
            options.Logger.QueueLacks(queue.Name, argument, wish);
        }

        return true;
    }

    private Task EachAsync<T>(
        LiveConnection live,
        IReadOnlyList<T> items,
        Func<IChannel, T, Task> declare,
        Func<T, string> nameOf,
        Action<object, TopologyMismatchException>? onRefused,
        CancellationToken cancellationToken)
        where T : class
    {
        var next = -1;
        var workers = new Task[Math.Min(MaxChannels, (items.Count + ItemsPerChannel - 1) / ItemsPerChannel)];
        for (var i = 0; i < workers.Length; i++)
        {
            workers[i] = DeclareSomeAsync();
        }

        return Task.WhenAll(workers);

        async Task DeclareSomeAsync()
        {
            IChannel? channel = null;
            try
            {
                for (var index = Interlocked.Increment(ref next); index < items.Count;)
                {
                    channel = channel is { IsOpen: true } ? channel : await live.OpenChannelAsync(cancellationToken);
                    try
                    {
                        await live.WithinDeadlineAsync(declare(channel, items[index]), cancellationToken);
                    }
                    catch (OperationInterruptedException refused)
                    {
                        if (!live.IsLost && CanStandWith(items[index], refused.ShutdownReason))
                        {
                            // What cannot be seen is done with; what lacks a wish is declared again without it.
                            index = IsUnseen(refused.ShutdownReason) ? Interlocked.Increment(ref next) : index;
                            continue;
                        }

                        var mismatch = BrokerRefusal.Read(refused.ShutdownReason, nameOf(items[index]), live.Broker, refused);
                        if (mismatch is null || live.IsLost)
                        {
                            throw;
                        }

                        mismatch = await ExplainAsync(live, items[index], mismatch, refused.ShutdownReason, cancellationToken);
                        if (onRefused is null)
                        {
                            throw mismatch;
                        }

                        onRefused(items[index], mismatch);
                    }

                    index = Interlocked.Increment(ref next);
                }
            }
            finally
            {
                if (channel is not null)
                {
                    await live.CloseAsync(channel);
                }
            }
        }
    }
}
