using System.Globalization;
using RabbitMQ.Client;

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
    private readonly WriteAccess _access;
    private readonly PendingPublishPool _pool;
    private readonly PublishLane[] _lanes;
    private readonly PublishLane _trials;
    private uint _turn;

    public RabbitPublisher(RabbitTransportOptions options, EndpointOrder endpoints, TopologyKeeper topology, SupervisedConnection working)
    {
        _options = options;
        _topology = topology;
        _working = working;
        _access = new WriteAccess(options.TimeProvider);
        _pool = new PendingPublishPool(options.PublishChannels * options.MaxUnconfirmed * 2);
        _lanes = new PublishLane[options.PublishChannels];
        for (var i = 0; i < _lanes.Length; i++)
        {
            _lanes[i] = NewLane();
        }

        _trials = NewLane();
        _connection = new SupervisedConnection("publishing", options, endpoints, PrepareAsync);

        PublishLane NewLane() => new(options.MaxUnconfirmed, _access, _pool.Completions, options);
    }

    /// <summary>What its connection is doing; <see langword="null"/> where nothing was to be published yet.</summary>
    public TransportState? State => _connection.State;

    /// <summary>The exchanges that cannot be published to.</summary>
    public IReadOnlyList<ForbiddenExchange> Forbidden => _access.Forbidden;

    /// <summary>The newest connection, for tests that break it.</summary>
    internal LiveConnection? Current => _connection.Current;

    /// <summary>How much is in the broker's hands, and how often it has answered.</summary>
    public (int Unconfirmed, long Answers) Progress
    {
        get
        {
            var (unconfirmed, answers) = (0, 0L);
            foreach (var lane in AllLanes())
            {
                var progress = lane.Progress;
                unconfirmed += progress.Unconfirmed;
                answers += progress.Answers;
            }

            return (unconfirmed, answers);
        }
    }

    public void Start() => _connection.Start();

    public ValueTask SendAsync(OutgoingJob job, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Check(job);
        Start();
        return _topology.HasDeclared ? Route(job, cancellationToken) : SendEarlyAsync(job, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        foreach (var lane in AllLanes())
        {
            lane.Close();
        }
    }

    private ValueTask Route(in OutgoingJob job, CancellationToken cancellationToken)
    {
        if (job.Delay > TimeSpan.Zero)
        {
            return SendDelayedAsync(job, cancellationToken);
        }

        return job.Address.IsQueue
            ? Publish(job, "", _topology.CurrentName(job.Address.Name), mandatory: true, cancellationToken)
            : _access.NeedsTrial(job.Address.Name, bytes: 0)
                ? SendEventAsync(job, cancellationToken)
                : Publish(job, job.Address.Name, job.Address.RoutingKey, mandatory: false, cancellationToken);
    }

    /// <summary>The service has not started: what is missing is probably its own to declare.</summary>
    private async ValueTask SendEarlyAsync(OutgoingJob job, CancellationToken cancellationToken)
    {
        try
        {
            await Route(job, cancellationToken);
        }
        catch (UnroutableTaskException missing)
        {
            throw new UnroutableTaskException(job.Name, PublishFailure.Early(missing.Message));
        }
        catch (NoExchangeException missing)
        {
            throw new NoExchangeException(job.Name, missing.Exchange, PublishFailure.Early(missing.Message));
        }
    }

    private async ValueTask SendDelayedAsync(OutgoingJob job, CancellationToken cancellationToken)
    {
        if (!_topology.HasExit(job.Address)
            && !await AskAsync(job, (live, token) => _topology.EnsureExitAsync(live, job.Address, token), cancellationToken))
        {
            throw job.Address.IsQueue
                ? PublishFailure.Unroutable(job.Name, job.Address.Name)
                : PublishFailure.NoExchange(job.Name, job.Address.Name);
        }

        var (exchange, routingKey) = _options.Delays.Enter(job.Delay, job.Address);
        await PublishOrRestoreAsync(job, exchange, routingKey, mandatory: true, cancellationToken);
    }

    private ValueTask SendEventAsync(OutgoingJob job, CancellationToken cancellationToken) =>
        PublishOrRestoreAsync(job, job.Address.Name, job.Address.RoutingKey, mandatory: false, cancellationToken);

    /// <summary>Declares an exchange of ours again that was deleted, with the bindings of those who listen.</summary>
    private async ValueTask PublishOrRestoreAsync(
        OutgoingJob job, string exchange, string routingKey, bool mandatory, CancellationToken cancellationToken)
    {
        try
        {
            await Publish(job, exchange, routingKey, mandatory, cancellationToken);
            return;
        }
        catch (NoExchangeException)
        {
            _topology.Gone(exchange);
            if (!_topology.Declares(exchange))
            {
                throw;
            }
        }

        await AskAsync(
            job,
            async (live, token) =>
            {
                await RestoreAsync(live, exchange, token);
                return true;
            },
            cancellationToken);
        await Publish(job, exchange, routingKey, mandatory, cancellationToken);
    }

    /// <summary>Its bindings come last: what was published meanwhile the broker would take, and hand to nobody.</summary>
    private async Task RestoreAsync(LiveConnection live, string exchange, CancellationToken cancellationToken)
    {
        HoldLanes(held: true);
        try
        {
            await _topology.RestoreAsync(live, exchange, cancellationToken);
        }
        finally
        {
            HoldLanes(held: false);
        }
    }

    private void HoldLanes(bool held)
    {
        foreach (var lane in AllLanes())
        {
            lane.Hold(held);
        }
    }

    /// <summary>Asks the broker on the working connection, again when that is lost meanwhile.</summary>
    private async Task<bool> AskAsync(
        OutgoingJob job, Func<LiveConnection, CancellationToken, Task<bool>> ask, CancellationToken cancellationToken)
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

    private ValueTask Publish(in OutgoingJob job, string exchange, string routingKey, bool mandatory, CancellationToken cancellationToken)
    {
        var lane = LaneFor(exchange, job);
        var pending = _pool.Rent();
        pending.Begin(job, exchange, routingKey, mandatory, cancellationToken);
        return lane.PublishAsync(pending);
    }

    private PublishLane LaneFor(string exchange, in OutgoingJob job)
    {
        if (_access.NeedsTrial(exchange, job.Body.Length))
        {
            return _access.JustRefused(exchange) is { } refused
                ? throw PublishFailure.Forbidden(job.Name, job.Address.Name, refused)
                : _trials;
        }

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

    private IEnumerable<PublishLane> AllLanes() => _lanes.Append(_trials);

    private async Task PrepareAsync(LiveConnection live, CancellationToken cancellationToken)
    {
        await UserIdQuestion.LearnAsync(live, _options, cancellationToken);
        var channels = new PublishingConnection(live);
        await Task.WhenAll(AllLanes().Select(lane => lane.UseAsync(channels, cancellationToken)));
        var blocked = false;
        live.WatchBlocked(reason =>
        {
            foreach (var lane in AllLanes())
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
        _ = Task.Run(() => WriteQuestion.AskAgainAsync(live, _access, _options), CancellationToken.None);
    }

    private void Check(in OutgoingJob job)
    {
        var mostBytes = Math.Min(MaxBodyBytes, _access.MaxMessageBytes);
        if (job.Body.Length > mostBytes)
        {
            throw new UnsendableJobException(job.Name, string.Create(
                CultureInfo.InvariantCulture,
                $"The job '{job.Name}' has {job.Body.Length} bytes; the broker takes {mostBytes}. "
                    + $"Keep large data elsewhere and send where it is."));
        }

        if (job.Delay > DelayLadder.MaxDelay)
        {
            throw new PublishException(job.Name, string.Create(
                CultureInfo.InvariantCulture,
                $"The job '{job.Name}' is delayed by {job.Delay}; the longest delay is {DelayLadder.MaxDelay}."));
        }

        if (job.Headers is { Count: > 0 } headers && HeaderSize.Of(headers) is var bytes and not <= HeaderSize.Most)
        {
            throw new UnsendableJobException(job.Name, bytes is null
                ? $"The job '{job.Name}' has a header that cannot be sent: "
                    + $"its name is longer than {HeaderSize.MostOfShortText} bytes, or its value of no kind that AMQP knows."
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"The job '{job.Name}' has {bytes} bytes of headers; the limit is {HeaderSize.Most}. Put the data into the body."));
        }
    }
}
