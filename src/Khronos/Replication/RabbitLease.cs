using System.Globalization;
using Khronos.Diagnostics;
using Khronos.State;
using Microsoft.Extensions.Logging;
using Ponos;
using Ponos.Transport;
using Ponos.Transport.RabbitMq;

namespace Khronos.Replication;

/// <summary>
/// The lease of replicas on RabbitMQ, over a connection of its own. Whoever is handed the token
/// leads; the others stand by as the queue's further consumers.
/// </summary>
internal sealed class RabbitLease : ILease, IAsyncDisposable
{
    private readonly ReplicationSettings _settings;
    private readonly LogFormat _format;

    /// <summary>The clock that ticks go by: what a watermark is held against. It may run faster than the machine's.</summary>
    private readonly TimeProvider _ticks;
    private readonly RabbitTransportOptions _options;
    private readonly ILogger<RabbitLease> _log;
    private readonly EndpointOrder _endpoints;
    private readonly SupervisedConnection _connection;
    private readonly ReplicationTopology _topology;
    private readonly Standbys _standbys;
    private readonly KnownEpoch _known = new();
    private ReplicaTerm? _term;
    private LeaseQueue? _queue;

    /// <summary>The furthest reading of the stream that ended: what a term can begin with while no node has the stream.</summary>
    private ScheduleStream? _read;
    private string? _trouble = "It has not reached the broker yet.";

    public RabbitLease(
        RabbitTransportOptions options,
        ReplicationSettings settings,
        LogFormat format,
        ILogger<RabbitLease> log,
        TimeProvider? ticks = null)
    {
        var heartbeat = options.Heartbeat > TimeSpan.Zero && options.Heartbeat < settings.Heartbeat
            ? options.Heartbeat
            : settings.Heartbeat;
        _settings = settings with { Heartbeat = heartbeat };
        _options = options with { Heartbeat = heartbeat };
        _topology = new ReplicationTopology(_options, _settings);
        _endpoints = new EndpointOrder(_options);
        _format = format;
        _ticks = ticks ?? options.TimeProvider;
        _log = log;
        // Two questions may be lost or late.
        _standbys = new Standbys(options.TimeProvider, _settings.AskEvery * 2.5);
        _connection = new SupervisedConnection("the lease", _options, _endpoints, static (_, _) => Task.CompletedTask);
    }

    public LeaseStanding Standing
    {
        get
        {
            var term = Volatile.Read(ref _term);
            var isLeading = term is { Ended.IsCompleted: false };
            return new LeaseStanding
            {
                Role = !isLeading ? LeaseStanding.StandingBy : RoleOf(term!),
                Replica = Holder,
                Others = isLeading ? [.. _standbys.Names.Where(other => other != Holder)] : [],
                Epoch = term?.Epoch,
                Watermark = term?.Watermark,
                Trouble = Trouble ?? (isLeading ? term!.Provision : null),
                Proof = term?.Proof ?? TimeSpan.Zero,
            };
        }
    }

    /// <summary>What this replica is called by the others.</summary>
    private string Holder { get; } = string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}/{Environment.ProcessId}");

    public async Task<ITerm> AcquireAsync(CancellationToken cancellationToken)
    {
        var delay = new ReconnectDelay(_options);
        while (true)
        {
            var refused = false;
            try
            {
                var live = await ConnectAsync(cancellationToken);
                try
                {
                    var term = await StandForAsync(live, cancellationToken);
                    delay.Succeeded();
                    return term;
                }
                catch (Exception exception) when (_endpoints.HasOthers && ScheduleStream.HasNoReplicaHere(exception))
                {
                    // Streams are read from a node that has a replica, and one that just came back may have none yet.
                    _endpoints.GiveUp(live.Endpoint);
                    live.Sever(exception.Message);
                    throw;
                }
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                // Not again at once: what stands in the way is for a person to move, or for the newer replicas,
                // which are to find the lease free.
                refused = exception is InvalidOperationException or TopologyMismatchException;
                var reason = refused ? exception.Message : ConnectFailure.Describe(exception);
                Volatile.Write(ref _trouble, reason);
                _log.LeaseTrouble(reason);
            }

            await delay.WaitAsync(refused, cancellationToken);
        }
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private string? Trouble => Volatile.Read(ref _trouble) is { } trouble
        ? _connection.State is { Status: not TransportStatus.Healthy, Reason: { } reason } ? reason : trouble
        : null;

    private static string RoleOf(ReplicaTerm leading) =>
        !leading.IsHeld ? LeaseStanding.Behind : leading.Confirmed.IsCompleted ? LeaseStanding.Leading : LeaseStanding.Provisional;

    private async Task<LiveConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        var waiting = _connection.GetAsync(cancellationToken);
        if (!waiting.IsCompleted)
        {
            Volatile.Write(ref _trouble, "It has no connection to the broker.");
        }

        return await waiting;
    }

    /// <summary>Waits in line for the lease, and begins a term when it is handed over.</summary>
    private async Task<ReplicaTerm> StandForAsync(LiveConnection live, CancellationToken cancellationToken)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, live.LostToken);
        if (_queue is { } before)
        {
            if (await TrySucceedAsync(live, before, waiting.Token) is { } successor)
            {
                return successor;
            }

            await before.LeaveAsync();
        }

        Remember(_term?.Stream);
        // Each time: it may be the deletion of one of them that ended the last term.
        await _topology.DeclareAsync(live, waiting.Token);
        var queue = _queue = await LeaseQueue.JoinAsync(live, _settings, _standbys, _known, _ticks, waiting.Token);
        // Read while it stands by, so that nothing but the last moment is left to read when it is handed the token.
        var reading = ReadAheadAsync(live, queue);
        try
        {
            if (_read is null || await Task.WhenAny(reading, queue.First).WaitAsync(waiting.Token) == reading)
            {
                var ahead = await reading.WaitAsync(waiting.Token);
                Volatile.Write(ref _trouble, null);
                _log.StandingBy();
                await AwaitTokenAsync(queue, ahead, waiting.Token);
            }

            var term = await TakeoverOf(live, queue).RunAsync(reading, _read, _term?.Watermark, waiting.Token);
            Volatile.Write(ref _term, term);
            Volatile.Write(ref _trouble, null);
            return term;
        }
        catch
        {
            _queue = null;
            await queue.LeaveAsync();
            // Who stops does not wait for a broker that does not answer.
            await Task.WhenAny(ForgoAsync(reading), Task.Delay(Timeout.InfiniteTimeSpan, _options.TimeProvider, cancellationToken));
            throw;
        }
    }

    /// <summary>Begins the term for which a provisional one ended. The lease is still held, and the stream known.</summary>
    private async Task<ReplicaTerm?> TrySucceedAsync(LiveConnection live, LeaseQueue queue, CancellationToken cancellationToken)
    {
        if (_term is not { } ended || ended.TakeSuccessor() is not { } lead)
        {
            return null;
        }

        if (queue.Ended.IsCompleted || lead.Stream.Ended.IsCompleted)
        {
            await lead.Stream.CloseAsync();
            return null;
        }

        try
        {
            var term = await TakeoverOf(live, queue).BeginAsync(lead, ended.Watermark, cancellationToken);
            Volatile.Write(ref _term, term);
            return term;
        }
        catch
        {
            _queue = null;
            await queue.LeaveAsync();
            throw;
        }
    }

    private Takeover TakeoverOf(LiveConnection live, LeaseQueue queue) =>
        new(live, queue, _settings, _format, _options.TimeProvider, _ticks, _known, Holder);

    /// <summary>
    /// Begins to read the stream. For some seconds after a node was lost a node has no replica of it that runs; it is asked again
    /// and again over the same connection, for one that is opened anew each time is opened ever more seldom.
    /// </summary>
    private async Task<ScheduleStream> ReadAheadAsync(LiveConnection live, LeaseQueue queue)
    {
        var time = _options.TimeProvider;
        var since = time.GetTimestamp();
        while (true)
        {
            try
            {
                return await ScheduleStream.ReadAsync(
                    live, _settings, queue.Messages, new ScheduleLog(_format, _ticks, _known), from: null, time, live.LostToken);
            }
            catch (Exception exception) when (ScheduleStream.HasNoReplicaHere(exception) && time.GetElapsedTime(since) < Patience())
            {
                Volatile.Write(ref _trouble, IsProvisional() ? null : exception.Message);
            }

            _ = await Task.WhenAny(queue.Ended, Task.Delay(_settings.AskReplicaEvery, time, live.LostToken));
            if (queue.Ended.IsCompleted)
            {
                throw new IOException(await queue.Ended);
            }
        }

        bool IsProvisional() => Volatile.Read(ref _term) is { Confirmed.IsCompleted: false, Ended.IsCompleted: false };
        TimeSpan Patience() => IsProvisional() ? _settings.TokenDeadline : _settings.ReplicaReturns;
    }

    /// <summary>Ends a reading, and keeps what it came to know.</summary>
    private async Task ForgoAsync(Task<ScheduleStream> reading)
    {
        try
        {
            // It ends with the queue where it has not come about.
            var stream = await reading;
            await stream.CloseAsync();
            Remember(stream);
        }
        catch (Exception)
        {
            // Nothing was read.
        }
    }

    private void Remember(ScheduleStream? stream)
    {
        if (stream is not null && (_read is null || stream.IsFurtherThan(_read)))
        {
            _read = stream;
        }
    }

    /// <summary>
    /// Asks for the token. A node that has lost the others takes the question and confirms nothing; who is connected to it could
    /// not lead, and is told of nothing else that is wrong.
    /// </summary>
    private async Task AskAsync(LeaseQueue queue, CancellationToken cancellationToken)
    {
        var asked = queue.PublishAsync(LeaseToken.Question(Holder));
        var time = _options.TimeProvider;
        if (await Task.WhenAny(asked, Task.Delay(_settings.ProofLimit, time, cancellationToken)) == asked)
        {
            await asked;
            return;
        }

        cancellationToken.ThrowIfCancellationRequested();
        var reason = $"The queue {_settings.LeaseQueue} confirms nothing, as when most of its nodes are gone.";
        Volatile.Write(ref _trouble, reason);
        _log.LeaseTrouble(reason);
        await asked.WaitAsync(_settings.TokenDeadline, time, cancellationToken);
        Volatile.Write(ref _trouble, null);
        _log.StandingBy();
    }

    /// <summary>Waits for the token, and asks for it now and then: a question is a token where none is left.</summary>
    private async Task AwaitTokenAsync(LeaseQueue queue, ScheduleStream ahead, CancellationToken cancellationToken)
    {
        while (!queue.First.IsCompleted)
        {
            await AskAsync(queue, cancellationToken);
            _ = await Task.WhenAny(
                queue.First, queue.Ended, ahead.Ended, Task.Delay(_settings.AskEvery, _options.TimeProvider, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
            // Who cannot read the stream cannot lead either: it begins again, and leaves the token to those who can.
            if (queue.Ended.IsCompleted || ahead.Ended.IsCompleted)
            {
                throw new IOException(await (queue.Ended.IsCompleted ? queue.Ended : ahead.Ended));
            }
        }
    }
}
