using Khronos.Schedules;
using Khronos.State;

namespace Khronos.Replication;

/// <summary>
/// One term of this replica: from the token that it was handed to the end of its channel. It is provisional until the stream
/// has its beginning: then it publishes ticks by what was read ahead, decides nothing about schedules, and leaves the
/// watermark where it was, so that whoever knows better goes on from there.
/// </summary>
#pragma warning disable CA1001 // Neither semaphore nor source holds a handle, and whoever still waits on them must be able to.
internal sealed class ReplicaTerm : ITerm, ITimekeeperState
#pragma warning restore CA1001
{
    private readonly SemaphoreSlim _marking = new(1);
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _confirmed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _lost = new();
    private readonly Lock _settling = new();
    private readonly ReplicationSettings _settings;
    private readonly LogFormat _format;
    private readonly TimeProvider _time;
    private readonly LeaseQueue _queue;
    private readonly ScheduleLog? _assumed;
    private ScheduleWriter? _writer;
    private Lead? _successor;
    private LeaseToken _token;
    private long _provenAt;
    private long _checkpointAt;
    private DateTimeOffset? _checkpoint;

    private ReplicaTerm(
        ReplicationSettings settings,
        LogFormat format,
        TimeProvider time,
        LeaseQueue queue,
        LeaseToken token,
        long provenAt,
        ScheduleLog? assumed)
    {
        _settings = settings;
        _format = format;
        _time = time;
        _queue = queue;
        _assumed = assumed;
        _token = token;
        _provenAt = provenAt;
        _checkpointAt = provenAt;
        queue.Ended.Then(End);
    }

    /// <summary>A term whose beginning the stream has.</summary>
    public static ReplicaTerm Of(
        Lead lead, ReplicationSettings settings, LogFormat format, TimeProvider time, LeaseQueue queue, LeaseToken token, long provenAt)
    {
        var term = new ReplicaTerm(settings, format, time, queue, token, provenAt, assumed: null);
        term.Confirm(lead);
        return term;
    }

    /// <summary>A term that begins with what was read ahead.</summary>
    public static ReplicaTerm Assuming(
        ScheduleLog assumed,
        ReplicationSettings settings,
        LogFormat format,
        TimeProvider time,
        LeaseQueue queue,
        LeaseToken token,
        long provenAt) =>
        new(settings, format, time, queue, token, provenAt, assumed);

    public Task Confirmed => _confirmed.Task;

    /// <summary>Why the term is provisional; <see langword="null"/> where it is not.</summary>
    public string? Provision => _confirmed.Task.IsCompleted
        ? null
        : $"the stream {_settings.Stream} does not answer, as for some seconds after the loss of its leader's node";

    public Task<string> Ended => _ended.Task;

    public CancellationToken Lost => _lost.Token;

    public ITimekeeperState State => this;

    public TimeSpan? MarkEvery => _settings.MarkEvery;

    public TimeSpan MarkAtLeastEvery => _settings.ProveEvery;

    /// <summary>Why it is over.</summary>
    public string Reason => _ended.Task.IsCompleted ? _ended.Task.Result : "";

    public long Epoch => _token.Epoch;

    /// <summary>Every tick up to here is published: that stays true when the term is over.</summary>
    public DateTimeOffset? Watermark => _token.Watermark;

    /// <summary>How long ago it was last certain that the lease is held.</summary>
    public TimeSpan Proof => _time.GetElapsedTime(Interlocked.Read(ref _provenAt));

    /// <summary>
    /// Whether ticks may be published now. Without a recent proof they may not, whatever this process believes: it may
    /// have been frozen, or cut off, and another one leads.
    /// </summary>
    public bool IsHeld => !_ended.Task.IsCompleted && Proof < _settings.ProofLimit;

    public void Demand()
    {
        if (_ended.Task.IsCompleted)
        {
            throw new StandingByException(Reason);
        }
    }

    public Task<StoredState> LoadAsync(CancellationToken cancellationToken)
    {
        Demand();
        return Task.FromResult(Load());
    }

    private StoredState Load()
    {
        return _assumed is { } assumed ? Of(assumed) : Writer!.Stream.Look(Of);

        StoredState Of(ScheduleLog log) => new(log.Documents(), _token.Watermark, log.UnreadableDocuments());
    }

    public Task KeepAsync(ScheduleDocument document, CancellationToken cancellationToken) =>
        DemandWriter().KeepAsync(document, cancellationToken);

    public Task ForgetAsync(string name, CancellationToken cancellationToken) => DemandWriter().ForgetAsync(name, cancellationToken);

    public async Task MarkAsync(DateTimeOffset watermark, CancellationToken cancellationToken)
    {
        Demand();
        await _marking.WaitAsync(cancellationToken);
        try
        {
            var token = Next(watermark);
            var since = _time.GetTimestamp();
            await ReplaceAsync(token, cancellationToken);
            _token = token;
            if (_queue.Held is { } held && held.Epoch > token.Epoch)
            {
                End($"a leader of epoch {held.Epoch} was there");
                throw new StandingByException(Reason);
            }

            Interlocked.Exchange(ref _provenAt, since);
        }
        finally
        {
            _marking.Release();
        }

        if (Writer is { } writer)
        {
            await CheckpointAsync(writer, cancellationToken);
        }
    }

    /// <summary>
    /// Takes the beginning of this term, which the stream has now. Where the schedules are those that were assumed the term
    /// goes on; otherwise it ends for one that knows them.
    /// </summary>
    /// <returns>Whether it is this term's from now on; not when that was over before.</returns>
    public bool TrySettle(Lead lead)
    {
        lock (_settling)
        {
            if (_ended.Task.IsCompleted)
            {
                return false;
            }

            if (lead.Epoch == Epoch && lead.Stream.Look(log => log.Unreadable is null && log.HasTheSameSchedules(_assumed!)))
            {
                Confirm(lead);
                return true;
            }

            _successor = lead;
        }

        End("the stream tells of more than this replica had read when it began; a term that knows it follows");
        return true;
    }

    /// <summary>What a term that knows more begins with; <see langword="null"/> where this one was not ended for it. Once only.</summary>
    public Lead? TakeSuccessor() => Interlocked.Exchange(ref _successor, null);

    public async Task ReleaseAsync()
    {
        End("released");
        lock (_settling)
        {
            // Its successor has both.
            if (_successor is not null)
            {
                return;
            }
        }

        await (Stream?.CloseAsync() ?? Task.CompletedTask);
        await _queue.LeaveAsync();
    }

    /// <summary>Ends the term on this side at once; what it held goes back with the channel.</summary>
    public void End(string reason)
    {
        if (_ended.TrySetResult(reason))
        {
            _ = _lost.CancelAsync();
        }
    }

    /// <summary>The stream, as it was read in this term; none while the term is provisional.</summary>
    public ScheduleStream? Stream => Writer?.Stream;

    /// <summary>Writes what is decided; none while the term is provisional.</summary>
    private ScheduleWriter? Writer => Volatile.Read(ref _writer);

    private void Confirm(Lead lead)
    {
        Volatile.Write(ref _writer, new ScheduleWriter(_settings, _format, lead, this));
        lead.Stream.Ended.Then(End);
        _confirmed.SetResult();
    }

    private LeaseToken Next(DateTimeOffset watermark)
    {
        var next = _token with { Id = Guid.NewGuid().ToString("N"), Sequence = _token.Sequence + 1 };
        if (Writer is not { } writer)
        {
            // It proves the lease, and says nothing new.
            return next;
        }

        var (snapshot, through) = writer.Stream.Look(log => (log.Snapshot, log.Through));
        return next with
        {
            Watermark = watermark > (_token.Watermark ?? DateTimeOffset.MinValue) ? watermark : _token.Watermark,
            Snapshot = snapshot,
            Through = through,
        };
    }

    private async Task ReplaceAsync(LeaseToken token, CancellationToken cancellationToken)
    {
        try
        {
            await _queue.ReplaceAsync(token).WaitAsync(_settings.TokenDeadline, _time, cancellationToken);
        }
        catch (TimeoutException)
        {
            End($"the token was not confirmed and handed back within {_settings.TokenDeadline.TotalSeconds:0} s");
            throw new StandingByException(Reason);
        }
    }

    private ScheduleWriter DemandWriter()
    {
        Demand();
        return Writer ?? throw new StandingByException(Provision ?? "");
    }

    private async Task CheckpointAsync(ScheduleWriter writer, CancellationToken cancellationToken)
    {
        if (_time.GetElapsedTime(_checkpointAt) < _settings.CheckpointEvery || _token.Watermark == _checkpoint)
        {
            return;
        }

        _checkpointAt = _time.GetTimestamp();
        _checkpoint = _token.Watermark;
        await writer.CheckpointAsync(_checkpoint, cancellationToken);
    }
}
