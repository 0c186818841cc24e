using Ponos.Topology;

namespace Ponos.Transport.RabbitMq;

/// <summary>Keeps declared what has been asked for, on every connection anew. One thing that cannot stand does not stop the others.</summary>
internal sealed class TopologyKeeper(RabbitTransportOptions options, HealthBoard health) : IDisposable
{
    private readonly TopologyDeclarer _declarer = new(options);
    private readonly SemaphoreSlim _exiting = new(1, 1);

    private readonly Lock _gate = new();
    private readonly HashSet<string> _freshQueues = [];
    private LiveConnection? _freshOn;

    public TopologyLedger Ledger { get; } = new();

    /// <summary>Declares a shape and keeps it; a mismatch is thrown and nothing is kept.</summary>
    public async Task DeclareAsync(LiveConnection live, TopologyShape shape, CancellationToken cancellationToken)
    {
        await _declarer.DeclareAsync(live, shape, onRefused: null, cancellationToken);
        Ledger.Add(shape);
        lock (_gate)
        {
            if (_freshOn != live)
            {
                _freshOn = live;
                _freshQueues.Clear();
            }

            foreach (var queue in shape.Queues)
            {
                _freshQueues.Add(queue.Name);
            }
        }
    }

    /// <summary>Whether the queue was declared on this very connection; a receiver declares its own again otherwise.</summary>
    public bool IsFresh(LiveConnection live, string queue)
    {
        lock (_gate)
        {
            return _freshOn == live && _freshQueues.Contains(queue) && Ledger.FaultOf(queue) is null;
        }
    }

    /// <summary>
    /// Begins to declare again, on a new connection, what stands on record. Not awaited: declaring a queue whose leader does
    /// not answer takes 5 s, and the receivers of others must not wait for it; each sees to its own queue.
    /// </summary>
    public Task BeginRestoringAsync(LiveConnection live, CancellationToken cancellationToken)
    {
        _ = Task.Run(() => RestoreAndMendAsync(live), cancellationToken);
        return Task.CompletedTask;
    }

    /// <summary>Declares everything on record. What is refused is written to health.</summary>
    private async Task RestoreEverythingAsync(LiveConnection live)
    {
        var refused = new HashSet<string>();
        await _declarer.DeclareAsync(live, Ledger.Everything(), OnRefused, live.LostToken);
        foreach (var name in Ledger.Faulted())
        {
            if (!refused.Contains(name))
            {
                Mend(name);
            }
        }

        void OnRefused(object item, TopologyMismatchException mismatch)
        {
            if (item is BindingShape { Source: DelayLadder.DeliveryExchange } exit)
            {
                // The queue of another service, deleted meanwhile: nothing of ours.
                Ledger.DropExit(exit);
                return;
            }

            lock (refused)
            {
                refused.Add(mismatch.Resource);
            }

            Fault(mismatch);
        }
    }

    /// <summary>Declares one queue, or exchange, with all that belongs to it again.</summary>
    public async Task RestoreAsync(LiveConnection live, string name, CancellationToken cancellationToken)
    {
        try
        {
            await _declarer.DeclareAsync(live, Ledger.PartFor(name), onRefused: null, cancellationToken);
            Mend(name);
        }
        catch (TopologyMismatchException mismatch)
        {
            Fault(mismatch);
            throw;
        }
    }

    /// <summary>Makes sure that the delay levels stand and that the address hangs at their end.</summary>
    /// <returns>Whether there is such an address.</returns>
    public async Task<bool> EnsureExitAsync(LiveConnection live, JobAddress address, CancellationToken cancellationToken)
    {
        // Many first sends at once need the levels once.
        await _exiting.WaitAsync(cancellationToken);
        try
        {
            if (Ledger.HasExit(address))
            {
                return true;
            }

            if (!await ExistsAsync(live, address, cancellationToken))
            {
                return false;
            }

            if (!Ledger.IsKnownExchange(DelayLadder.DeliveryExchange))
            {
                await DeclareAsync(live, DelayLadder.Shape(), cancellationToken);
            }

            await _declarer.DeclareAsync(live, new TopologyShape([], [], [DelayLadder.Exit(address)]), onRefused: null, cancellationToken);
            Ledger.AddExit(address);
            return true;
        }
        finally
        {
            _exiting.Release();
        }
    }

    /// <summary>Whether the queue or exchange exists; asks the broker once.</summary>
    public async Task<bool> ExistsAsync(LiveConnection live, JobAddress address, CancellationToken cancellationToken)
    {
        if (address.IsQueue ? Ledger.IsKnownQueue(address.Name) : Ledger.IsKnownExchange(address.Name))
        {
            return true;
        }

        if (!address.IsQueue && Ledger.Declares(address.Name))
        {
            // Ours, and deleted since: declare it again, with the bindings of those who listen.
            await RestoreAsync(live, address.Name, cancellationToken);
        }
        else if (!await TopologyDeclarer.ExistsAsync(live, address, cancellationToken))
        {
            return false;
        }

        Ledger.Learn(address);
        return true;
    }

    public void Dispose() => _exiting.Dispose();

    private async Task RestoreAndMendAsync(LiveConnection live)
    {
        try
        {
            await RestoreEverythingAsync(live);
            while (!live.IsLost)
            {
                await Task.Delay(options.FaultRetryDelay, options.TimeProvider, live.LostToken);
                foreach (var name in Ledger.Faulted())
                {
                    try
                    {
                        await RestoreAsync(live, name, live.LostToken);
                    }
                    catch (TopologyMismatchException)
                    {
                        // Still so, and health says it.
                    }
                }
            }
        }
        catch (Exception exception) when (live.IsLost || exception is OperationCanceledException)
        {
            // The next connection declares everything again.
        }
        catch (Exception exception)
        {
            options.Logger.Unexpected(exception, "the topology");
        }
    }

    private void Fault(TopologyMismatchException mismatch)
    {
        if (Ledger.FaultOf(mismatch.Resource)?.Message != mismatch.Message)
        {
            options.Logger.QueueFaulted(mismatch.Message);
        }

        Ledger.Fault(mismatch.Resource, mismatch);
        health.Queue(mismatch.Resource, TransportStatus.Faulted, mismatch.Message);
    }

    private void Mend(string name)
    {
        if (Ledger.FaultOf(name) is not null)
        {
            Ledger.Mend(name);
            health.Forget(name);
        }
    }
}
