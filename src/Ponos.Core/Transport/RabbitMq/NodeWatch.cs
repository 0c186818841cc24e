namespace Ponos.Transport.RabbitMq;

/// <summary>
/// Finds connections that stand and are of no use: their node lost the others (from RabbitMQ 4 on it keeps its clients then)
/// and confirms no publish; or a consumer hears nothing, for that reason or because its broker forgot it. While jobs come it
/// reads a number every few seconds; a consumer that is quiet for longer has its queue's figures asked for, over the other
/// connection where that stands: two brokers are seldom both cut off. Jobs ready in two looks running, room for them and none
/// come: the connection is given up. None ready and no consumer known: health says so, and nothing is done, as whoever would
/// consume a quorum queue without a leader loses the connection.
/// </summary>
internal sealed class NodeWatch(
    RabbitTransportOptions options,
    EndpointOrder endpoints,
    RabbitPublisher publisher,
    Func<IReadOnlyList<RabbitReceiver>> receivers) : IAsyncDisposable
{
    private readonly PublishStall _stall = new(options);
    private readonly CancellationTokenSource _stop = new();
    private Task? _running;

    /// <summary>Begins, once.</summary>
    public void Start()
    {
        if (Volatile.Read(ref _running) is null)
        {
            var starting = new Task<Task>(RunAsync);
            if (Interlocked.CompareExchange(ref _running, starting.Unwrap(), null) is null)
            {
                starting.Start(TaskScheduler.Default);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_running is { } running)
        {
            await running;
        }

        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(options.WatchInterval, options.TimeProvider, _stop.Token);
                LookAtPublishing();
                await LookAsync();
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                options.Logger.Unexpected(exception, "the watch over consumers");
            }
        }
    }

    private void LookAtPublishing()
    {
        if (publisher.Current is not { IsLost: false } live)
        {
            return;
        }

        var (unconfirmed, answers) = publisher.Progress;
        if (_stall.IsStalled(live, unconfirmed, answers) && endpoints.HasOthers)
        {
            options.Logger.ConfirmsNothing(live.Broker, unconfirmed);
            endpoints.GiveUp(live.Endpoint);
            live.Sever("publishes were not confirmed any more");
        }
    }

    private async Task LookAsync()
    {
        foreach (var receiver in receivers())
        {
            if (receiver.Silence is not { } silence || receiver.Live is not { IsLost: false } live || !silence.IsDue())
            {
                continue;
            }

            var figures = await AskAsync(live, receiver.BrokerQueue);
            if (figures is null && !live.IsLost && endpoints.HasOthers)
            {
                GiveUp(live, receiver.Queue, "its node answers no question about its queue, as one does that has lost the majority");
                return;
            }

            if (figures is not { } found)
            {
                continue;
            }

            var before = silence.Trouble;
            if (silence.Convicts(found))
            {
                GiveUp(live, receiver.Queue, $"{found.Ready} jobs are ready and none came");
                return;
            }

            if (before is null && silence.Trouble is not null)
            {
                options.Logger.ConsumerNotKnown(receiver.Queue, live.Broker);
            }
        }
    }

    /// <summary>The queue's figures; none when neither connection's node knows them in time.</summary>
    private async Task<FiguresOfQueue?> AskAsync(LiveConnection live, string queue)
    {
        if (publisher.Current is { IsLost: false, BlockedReason: null } second
            && await second.FiguresOfAsync(queue, _stop.Token) is { } figures)
        {
            return figures;
        }

        return await live.FiguresOfAsync(queue, _stop.Token);
    }

    private void GiveUp(LiveConnection live, string queue, string why)
    {
        options.Logger.ConsumerHearsNothing(queue, live.Broker, why);
        endpoints.GiveUp(live.Endpoint);
        live.Sever($"'{queue}' heard nothing: {why}");
    }
}
