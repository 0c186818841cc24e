using Ponos.Topology;

namespace Ponos.Transport.RabbitMq;

/// <summary>
/// Keeps declared what has been asked for, on every connection anew. One thing that cannot stand does not stop the others.
/// </summary>
internal sealed class TopologyKeeper(RabbitTransportOptions options, TransientNames names) : IDisposable
{
    private readonly TopologyDeclarer _declarer = new(options, names);
    private readonly SemaphoreSlim _exiting = new(1, 1);
    private readonly WantedTopology _wanted = new(options.Delays);
    private StandingTopology _standing = new(live: null, options.TimeProvider);
    private volatile bool _hasDeclared;

    /// <summary>What cannot stand now, by name: since when and why.</summary>
    public IReadOnlyDictionary<string, TransportState> Faults => Volatile.Read(ref _standing).Faults;

    /// <summary>
    /// Whether the service has declared anything: before that its own queues and exchanges may be missing for no other reason.
    /// </summary>
    public bool HasDeclared => _hasDeclared;

    /// <summary>Declares a shape and keeps it; a mismatch is thrown and nothing is kept.</summary>
    public async Task DeclareAsync(LiveConnection live, TopologyShape shape, CancellationToken cancellationToken)
    {
        await DeclareAndKeepAsync(live, shape, cancellationToken);
        if (options.Declare == DeclareMode.Full)
        {
            foreach (var address in DelayedAddresses.Of(shape))
            {
                await EnsureExitAsync(live, address, cancellationToken);
            }
        }
    }

    /// <summary>Takes an event's exchange away unless something is bound to it, and keeps it no longer.</summary>
    /// <returns>Whether it is gone.</returns>
    /// <exception cref="TopologyMismatchException">The broker does not let this user. Everything is as it was.</exception>
    public async Task<bool> RemoveUnusedAsync(LiveConnection live, string exchange, CancellationToken cancellationToken)
    {
        if (options.Declare == DeclareMode.Passive || !await UnusedExchange.TryRemoveAsync(live, exchange, cancellationToken))
        {
            return false;
        }

        _wanted.Drop(exchange);
        Gone(exchange);
        return true;
    }

    /// <summary>Whether the queue was declared on this very connection; a receiver declares its own again otherwise.</summary>
    public bool IsFresh(LiveConnection live, string queue) => On(live).Declared(queue);

    /// <summary>Whether the queue belongs to the connection that declared it.</summary>
    public bool IsTransient(string queue) => names.IsTransient(queue);

    /// <summary>What the broker calls a queue that is consumed over this connection.</summary>
    public string NameOn(LiveConnection live, string queue) => names.On(live, queue);

    /// <summary>What the broker calls a queue on the newest working connection.</summary>
    public string CurrentName(string queue) => names.On(Volatile.Read(ref _standing).Live, queue);

    /// <summary>Whether the address hangs at the end of the delay levels.</summary>
    public bool HasExit(JobAddress address) => _wanted.HasExit(address);

    /// <summary>Whether the exchange is one that is declared here: where it is missing it can be declared again.</summary>
    public bool Declares(string exchange) => _wanted.HasExchange(exchange);

    /// <summary>
    /// Begins to declare again, on a new connection, what stands on record. Not awaited: declaring a queue whose leader does
    /// not answer takes 5 s, and the receivers of others must not wait for it; each sees to its own queue.
    /// </summary>
    public Task BeginRestoringAsync(LiveConnection live, CancellationToken cancellationToken)
    {
        Volatile.Write(ref _standing, new StandingTopology(live, options.TimeProvider));
        _ = Task.Run(() => RestoreAndMendAsync(live), cancellationToken);
        return Task.CompletedTask;
    }

    /// <summary>Declares one queue, or exchange, with all that belongs to it again.</summary>
    public async Task RestoreAsync(LiveConnection live, string name, CancellationToken cancellationToken)
    {
        var standing = On(live);
        try
        {
            var part = _wanted.PartFor(name);
            await _declarer.DeclareAsync(live, part, onRefused: null, cancellationToken);
            standing.Add(part);
            standing.Mend(name);
        }
        catch (TopologyMismatchException mismatch)
        {
            Fault(standing, mismatch);
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
            if (_wanted.HasExit(address))
            {
                return true;
            }

            if (!await ExistsAsync(live, address, cancellationToken))
            {
                return false;
            }

            if (!On(live).Has(JobAddress.Event(options.Delays.DeliveryExchange)))
            {
                await DeclareAndKeepAsync(live, options.Delays.Shape(), cancellationToken);
            }

            await _declarer.DeclareAsync(
                live, new TopologyShape([], [], [options.Delays.Exit(address)]), onRefused: null, cancellationToken);
            _wanted.AddExit(address);
            return true;
        }
        finally
        {
            _exiting.Release();
        }
    }

    /// <summary>An exchange that was there is gone: the next send looks for it again.</summary>
    public void Gone(string exchange)
    {
        var address = JobAddress.Event(exchange);
        _wanted.DropExit(address);
        Volatile.Read(ref _standing).Gone(address);
    }

    /// <summary>Whether the queue or exchange exists; asks the broker once for each connection.</summary>
    public async Task<bool> ExistsAsync(LiveConnection live, JobAddress address, CancellationToken cancellationToken)
    {
        var standing = On(live);
        if (standing.Has(address))
        {
            return true;
        }

        if (!address.IsQueue && _wanted.HasExchange(address.Name))
        {
            // Ours, and deleted since: declare it again, with the bindings of those who listen.
            await RestoreAsync(live, address.Name, cancellationToken);
        }
        else if (!await _declarer.MayExistAsync(
            live, address with { Name = address.IsQueue ? names.On(live, address.Name) : address.Name }, cancellationToken))
        {
            return false;
        }

        standing.Found(address);
        return true;
    }

    public void Dispose() => _exiting.Dispose();

    private async Task DeclareAndKeepAsync(LiveConnection live, TopologyShape shape, CancellationToken cancellationToken)
    {
        names.Add(shape);
        await _declarer.DeclareAsync(live, shape, onRefused: null, cancellationToken);
        _wanted.Add(shape);
        On(live).Add(shape);
        _hasDeclared = true;
    }

    /// <summary>What is known on this connection; what is learnt on one that has been replaced is forgotten.</summary>
    private StandingTopology On(LiveConnection live) =>
        Volatile.Read(ref _standing) is var current && current.Live == live ? current : new StandingTopology(live, options.TimeProvider);

    private async Task RestoreAndMendAsync(LiveConnection live)
    {
        try
        {
            var standing = On(live);
            await RestoreEverythingAsync(live, standing);
            while (!live.IsLost)
            {
                await Task.Delay(options.FaultRetryDelay, options.TimeProvider, live.LostToken);
                foreach (var name in standing.Faults.Keys)
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

    /// <summary>Declares everything that is wanted. What is refused is a fault, and the rest is declared.</summary>
    private Task RestoreEverythingAsync(LiveConnection live, StandingTopology standing)
    {
        return _declarer.DeclareAsync(live, _wanted.Everything(), OnRefused, live.LostToken);

        void OnRefused(object item, TopologyMismatchException mismatch)
        {
            if (item is BindingShape exit && exit.Source == options.Delays.DeliveryExchange)
            {
                // The queue of another service, deleted meanwhile: nothing of ours.
                var address = new JobAddress(!exit.ToExchange, exit.Destination);
                _wanted.DropExit(address);
                standing.Gone(address);
                return;
            }

            Fault(standing, mismatch);
        }
    }

    private void Fault(StandingTopology standing, TopologyMismatchException mismatch)
    {
        if (standing.Fault(mismatch.Resource, mismatch.Message))
        {
            options.Logger.QueueFaulted(mismatch.Message);
        }
    }
}
