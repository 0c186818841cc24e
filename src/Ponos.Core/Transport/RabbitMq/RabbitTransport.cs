using System.Runtime.CompilerServices;
using Ponos.Topology;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Ponos.Transport.RabbitMq;

/// <summary>
/// RabbitMQ behind the contract of a transport. Two connections, each supervised: one publishes, and an alarm may block it;
/// the other declares and consumes, and works on meanwhile. A third is opened, once it is needed, for what may cost a connection:
/// queues that cost the others theirs, and reading.
/// </summary>
internal sealed class RabbitTransport : ITransport
{
    private const int MostBeginnings = 3;

    private readonly RabbitTransportOptions _options;
    private readonly TopologyKeeper _topology;
    private readonly SupervisedConnection _working;
    private readonly SupervisedConnection _aside;
    private readonly RabbitPublisher _publisher;
    private readonly NodeWatch _watch;
    private readonly BodyPool _bodies = new();
    private readonly Lock _gate = new();
    private readonly List<RabbitReceiver> _receivers = [];
    private Task? _disposed;

    public RabbitTransport(RabbitTransportOptions options)
    {
        _options = options;
        _topology = new TopologyKeeper(options, new TransientNames());
        var endpoints = new EndpointOrder(options);
        _working = new SupervisedConnection("consuming", options, endpoints, _topology.BeginRestoringAsync);
        _aside = new SupervisedConnection("reading and queues set aside", options, endpoints, static (_, _) => Task.CompletedTask);
        _publisher = new RabbitPublisher(options, endpoints, _topology, _working);
        _watch = new NodeWatch(options, endpoints, _publisher, Receivers);
    }

    public string Description => _options.Description;

    /// <summary>Read from those who know: connections, receivers, the topology and the publisher each keep their own.</summary>
    public TransportHealth Health
    {
        get
        {
            var queues = new Dictionary<string, TransportState>();
            lock (_gate)
            {
                foreach (var receiver in _receivers)
                {
                    Add(receiver.Queue, receiver.State);
                }
            }

            foreach (var (name, fault) in _topology.Faults)
            {
                Add(name, fault);
            }

            foreach (var forbidden in _publisher.Forbidden)
            {
                Add(forbidden.Name, forbidden.State);
            }

            return new TransportHealth(Worse(_working.State, _publisher.State) ?? NotAsked(), queues);

            void Add(string name, TransportState? state)
            {
                if (Worse(queues.GetValueOrDefault(name), state) is { } worse)
                {
                    queues[name] = worse;
                }
            }
        }
    }

    /// <summary>Where the broker is, for a connection of an application's own.</summary>
    internal RabbitTransportOptions Options => _options;

    /// <summary>The connections that stand now, for tests that break them.</summary>
    internal (LiveConnection? Working, LiveConnection? Publishing) Connections => (_working.Current, _publisher.Current);

    /// <summary>The channel that a queue is consumed over now, for tests that break it.</summary>
    internal RabbitMQ.Client.IChannel? ChannelOf(string queue)
    {
        lock (_gate)
        {
            return _receivers.Find(receiver => receiver.Queue == queue)?.Channel;
        }
    }

    public async Task DeclareAsync(TopologyShape topology, CancellationToken cancellationToken)
    {
        // Both connections at once: a worker's first job waits for both.
        _publisher.Start();
        _watch.Start();
        string? trouble = null;
        while (true)
        {
            try
            {
                var live = await _working.GetAsync(cancellationToken);
                try
                {
                    await _topology.DeclareAsync(live, topology, cancellationToken);
                    if (!live.IsLost)
                    {
                        return;
                    }
                }
                catch (Exception exception)
                    when (live.IsLost && exception is not TopologyMismatchException && !cancellationToken.IsCancellationRequested)
                {
                    // What was declared on it stands or is declared again on the next.
                    trouble = ConnectFailure.Describe(exception);
                }
            }
            catch (OperationCanceledException cancelled) when (cancellationToken.IsCancellationRequested)
            {
                throw new BrokerUnavailableException(
                    "",
                    "The topology was not declared: "
                        + $"{Health.Connection.Reason ?? trouble ?? "the broker did not answer in time"} ({Description}).",
                    mayHaveBeenTaken: false,
                    cancelled);
            }
        }
    }

    public async Task<bool> RemoveUnusedAsync(string exchange, CancellationToken cancellationToken)
    {
        while (true)
        {
            var live = await _working.GetAsync(cancellationToken);
            try
            {
                return await _topology.RemoveUnusedAsync(live, exchange, cancellationToken);
            }
            catch (Exception exception) when (exception is not TopologyMismatchException && !cancellationToken.IsCancellationRequested)
            {
                if (!live.IsLost)
                {
                    throw new BrokerUnavailableException(
                        "",
                        $"The exchange '{exchange}' was not removed: {ConnectFailure.Describe(exception)} ({Description}).",
                        mayHaveBeenTaken: true,
                        exception);
                }

                // The next connection answers.
            }
        }
    }

    public ValueTask SendAsync(OutgoingJob job, CancellationToken cancellationToken) => _publisher.SendAsync(job, cancellationToken);

    public async Task<IReceiver> ReceiveAsync(
        string queue, ReceiveLimits limits, Action<Delivery> deliver, CancellationToken cancellationToken)
    {
        var connection = new QueueConnection(_working, _aside, queue, _topology.IsTransient(queue), _options.Logger);
        var receiver = new RabbitReceiver(_options, connection, _topology, _bodies, queue, limits, deliver, Remove);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed is not null, this);
            _receivers.Add(receiver);
        }

        try
        {
            await receiver.StartAsync(cancellationToken);
            _watch.Start();
            return receiver;
        }
        catch
        {
            await receiver.DisposeAsync();
            throw;
        }
    }

    public async Task<IQueueReader?> ReadAsync(string queue, CancellationToken cancellationToken)
    {
        while (true)
        {
            var live = await _working.GetAsync(cancellationToken);
            try
            {
                return await RabbitQueueReader.OpenAsync(live, _aside, _options, queue, cancellationToken);
            }
            catch (Exception) when (live.IsLost && !cancellationToken.IsCancellationRequested)
            {
                // The next connection answers.
            }
        }
    }

    public async IAsyncEnumerable<StreamMessage> ReadStreamAsync(
        string stream, DateTimeOffset? from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (messages, isThere) = await BeginReadingAsync(stream, from, cancellationToken);
        await using (messages)
        {
            while (isThere)
            {
                yield return messages.Current;
                isThere = await messages.MoveNextAsync();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task disposed;
        lock (_gate)
        {
            disposed = _disposed ??= DisposeOnceAsync([.. _receivers]);
        }

        await disposed;
    }

    /// <summary>
    /// Reads up to the first message. RabbitMQ 3.10 sometimes ends the connection on which one begins to read a stream that is being
    /// written to; nothing was told of it yet, so the next connection begins anew.
    /// </summary>
    private async Task<(IAsyncEnumerator<StreamMessage> Messages, bool IsThere)> BeginReadingAsync(
        string stream, DateTimeOffset? from, CancellationToken cancellationToken)
    {
        for (var beginnings = 1; ; beginnings++)
        {
            var live = await _aside.GetAsync(cancellationToken);
            var messages = RabbitStreamReader.ReadAsync(live, _options.TimeProvider, stream, from, cancellationToken)
                .GetAsyncEnumerator(cancellationToken);
            try
            {
                return (messages, await messages.MoveNextAsync());
            }
            catch (BrokerUnavailableException exception) when (
                beginnings < MostBeginnings
                && exception.InnerException is OperationInterruptedException { ShutdownReason.ReplyCode: Constants.InternalError })
            {
                await live.Ended.WaitAsync(cancellationToken);
            }
        }
    }

    private static TransportState? Worse(TransportState? one, TransportState? other) =>
        one is null || other is { } two && two.Status > one.Status ? other : one;

    private TransportState NotAsked() =>
        new(TransportStatus.Reconnecting, _options.TimeProvider.GetUtcNow(), "Not connected yet: nothing has been asked of the broker.");

    private async Task DisposeOnceAsync(RabbitReceiver[] receivers)
    {
        await Task.Yield();
        await _watch.DisposeAsync();
        var ending = new List<Task>(receivers.Length);
        foreach (var receiver in receivers)
        {
            ending.Add(receiver.DisposeAsync().AsTask());
        }

        await Task.WhenAll(ending);
        await _publisher.DisposeAsync();
        await _aside.DisposeAsync();
        await _working.DisposeAsync();
        _topology.Dispose();
    }

    private IReadOnlyList<RabbitReceiver> Receivers()
    {
        lock (_gate)
        {
            return [.. _receivers];
        }
    }

    private void Remove(RabbitReceiver receiver)
    {
        lock (_gate)
        {
            _receivers.Remove(receiver);
        }
    }
}
