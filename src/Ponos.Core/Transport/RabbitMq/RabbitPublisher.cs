using System.Globalization;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Ponos.Transport.RabbitMq;

/// <summary>Sends over several lanes on a connection of its own, so that an alarm that stops publishes stops no consumer.</summary>
internal sealed class RabbitPublisher : IAsyncDisposable
{
    // RabbitMQ's own limit. Smaller ones are the worker server's; what a broker handed out must fit into its invalid queue.
    private const int MaxBodyBytes = 128 * 1024 * 1024;

    private readonly RabbitTransportOptions _options;
    private readonly SupervisedConnection _connection;
    private readonly SupervisedConnection _working;
    private readonly TopologyKeeper _topology;
    private readonly PendingPublishPool _pool;
    private readonly PublishLane[] _lanes;
    private readonly CancellationTokenSource _stop = new();
    private uint _turn;

    public RabbitPublisher(RabbitTransportOptions options, HealthBoard health, TopologyKeeper topology, SupervisedConnection working)
    {
        _options = options;
        _topology = topology;
        _working = working;
        _pool = new PendingPublishPool(options.PublishChannels * options.MaxUnconfirmed * 2);
        _lanes = new PublishLane[options.PublishChannels];
        for (var i = 0; i < _lanes.Length; i++)
        {
            var lane = _lanes[i] = new PublishLane(options.MaxUnconfirmed, _pool.Completions);
            lane.Refused = new ChannelRenewal(lane, options, channel => RenewAsync(lane, channel)).OnRefused;
        }

        _connection = new SupervisedConnection("publishing", options, health, PrepareAsync);
    }

    public void Start() => _connection.Start();

    public ValueTask SendAsync(OutgoingJob job, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Check(job);
        Start();
        if (job.Delay <= TimeSpan.Zero && (job.Address.IsQueue || _topology.Ledger.IsKnownExchange(job.Address.Name)))
        {
            return job.Address.IsQueue
                ? Publish(job, "", job.Address.Name, mandatory: true, cancellationToken)
                : Publish(job, job.Address.Name, job.Address.Name, mandatory: false, cancellationToken);
        }

        return SendPreparedAsync(job, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _connection.DisposeAsync();
        foreach (var lane in _lanes)
        {
            lane.Close();
        }

        _stop.Dispose();
    }

    /// <summary>The newest connection, for tests that break it.</summary>
    internal LiveConnection? Current => _connection.Current;

    /// <summary>Makes sure first that what the job is sent to stands.</summary>
    private async ValueTask SendPreparedAsync(OutgoingJob job, CancellationToken cancellationToken)
    {
        if (job.Delay > TimeSpan.Zero)
        {
            if (!_topology.Ledger.HasExit(job.Address)
                && !await AskAsync(job, (live, token) => _topology.EnsureExitAsync(live, job.Address, token), cancellationToken))
            {
                throw job.Address.IsQueue ? PublishFailure.Unroutable(job.Name, job.Address.Name) : PublishFailure.NoExchange(job.Name, job.Address.Name);
            }

            var (exchange, routingKey) = DelayLadder.Enter(job.Delay, job.Address);
            await Publish(job, exchange, routingKey, mandatory: true, cancellationToken);
            return;
        }

        // A publish to an exchange that isn't there closes the channel under all other publishes: ask before.
        if (!await AskAsync(job, (live, token) => _topology.ExistsAsync(live, job.Address, token), cancellationToken))
        {
            throw PublishFailure.NoExchange(job.Name, job.Address.Name);
        }

        await Publish(job, job.Address.Name, job.Address.Name, mandatory: false, cancellationToken);
    }

    /// <summary>Asks the broker on the working connection, again when that is lost meanwhile.</summary>
    private async Task<bool> AskAsync(OutgoingJob job, Func<LiveConnection, CancellationToken, Task<bool>> ask, CancellationToken cancellationToken)
    {
        while (true)
        {
            var live = await _working.GetAsync(cancellationToken);
            try
            {
                return await ask(live, cancellationToken);
            }
            catch (TopologyMismatchException mismatch)
            {
                throw new PublishException(job.Name, $"The job '{job.Name}' was not sent: {mismatch.Message}", mismatch);
            }
            catch (Exception) when (live.IsLost && !cancellationToken.IsCancellationRequested)
            {
                // The next connection answers.
            }
        }
    }

    private ValueTask Publish(OutgoingJob job, string exchange, string routingKey, bool mandatory, CancellationToken cancellationToken)
    {
        var pending = _pool.Rent();
        pending.Begin(job, exchange, routingKey, mandatory, cancellationToken);
        return NextLane().PublishAsync(pending);
    }

    private PublishLane NextLane()
    {
        var turn = Interlocked.Increment(ref _turn);
        for (uint i = 0; i < _lanes.Length; i++)
        {
            var lane = _lanes[(turn + i) % _lanes.Length];
            if (lane.IsFree)
            {
                return lane;
            }
        }

        return _lanes[turn % _lanes.Length];
    }

    private async Task PrepareAsync(LiveConnection live, CancellationToken cancellationToken)
    {
        await Task.WhenAll(Array.ConvertAll(_lanes, lane => AttachAsync(live, lane, cancellationToken)));
        var blocked = false;
        live.WatchBlocked(reason =>
        {
            foreach (var lane in _lanes)
            {
                lane.Block(reason is not null);
            }

            if (reason is not null)
            {
                _options.Logger.Blocked(reason);
            }
            else if (blocked)
            {
                _options.Logger.Unblocked();
            }

            blocked = reason is not null;

            if (!live.IsLost)
            {
                _connection.ReportStanding(live);
            }
        });
    }

    private async Task AttachAsync(LiveConnection live, PublishLane lane, CancellationToken cancellationToken)
    {
        var channel = await live.OpenConfirmingChannelAsync(cancellationToken);
        lane.Attach(live, channel);
        live.LostToken.UnsafeRegister(_ => lane.Detach(channel, "the connection was lost"), null);
        channel.ChannelShutdownAsync += (_, reason) =>
        {
            OnChannelShutdown(live, lane, channel, reason);
            return Task.CompletedTask;
        };
        if (channel.CloseReason is { } closed)
        {
            OnChannelShutdown(live, lane, channel, closed);
        }
    }

    private void OnChannelShutdown(LiveConnection live, PublishLane lane, IChannel channel, ShutdownEventArgs reason)
    {
        live.NoticeShutdown(reason);
        lane.Detach(channel, LiveConnection.Describe(reason));
        // One that we closed ourselves was replaced before.
        if (live.IsLost || reason.Initiator == ShutdownInitiator.Application || _stop.IsCancellationRequested)
        {
            return;
        }

        _options.Logger.PublishChannelLost(LiveConnection.Describe(reason));
        if (BrokerRefusal.IsNotFound(reason) && BrokerRefusal.ExchangeIn(reason) is { } exchange)
        {
            // Deleted after we had seen it. The next send asks again.
            _topology.Ledger.UnlearnExchange(exchange);
        }

        _ = Task.Run(() => ReplaceAsync(live, lane), CancellationToken.None);
    }

    private async Task RenewAsync(PublishLane lane, IChannel channel)
    {
        // Where the connection goes meanwhile, the next one brings all lanes their channels.
        if (_connection.Current is { IsLost: false } live && !lane.IsAttached)
        {
            await ReplaceAsync(live, lane);
            await live.CloseAsync(channel);
        }
    }

    private async Task ReplaceAsync(LiveConnection live, PublishLane lane)
    {
        try
        {
            await AttachAsync(live, lane, live.LostToken);
        }
        catch (Exception exception)
        {
            // A connection on which no channel can be opened is of no use.
            live.Sever(ConnectFailure.Describe(exception));
        }
    }

    private static void Check(OutgoingJob job)
    {
        if (job.Body.Length > MaxBodyBytes)
        {
            throw new PublishException(job.Name, string.Create(
                CultureInfo.InvariantCulture,
                $"The job '{job.Name}' has {job.Body.Length} bytes; the limit is {MaxBodyBytes}. Keep large data elsewhere and send where it is."));
        }

        if (job.Delay > DelayLadder.MaxDelay)
        {
            throw new PublishException(job.Name, string.Create(
                CultureInfo.InvariantCulture,
                $"The job '{job.Name}' is delayed by {job.Delay}; the longest delay is {DelayLadder.MaxDelay}."));
        }

        if (job.Headers is { Count: > 0 } headers && HeaderSize.Of(headers) is var bytes and not <= HeaderSize.Most)
        {
            throw new PublishException(job.Name, bytes is null
                ? $"The job '{job.Name}' has a header that cannot be sent: its name is longer than {HeaderSize.MostOfShortText} bytes, or its value of no kind that AMQP knows."
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"The job '{job.Name}' has {bytes} bytes of headers; the limit is {HeaderSize.Most}. Put the data into the body."));
        }
    }
}
