using Khronos.Schedules;
using Khronos.State;

namespace Khronos.Replication;

/// <summary>One term of this replica: from the token that it was handed to the end of its channel.</summary>
#pragma warning disable CA1001 // Neither semaphores nor source hold a handle, and whoever still waits on them must be able to.
internal sealed class ReplicaTerm : ITerm, ITimekeeperState
#pragma warning restore CA1001
{
    private readonly SemaphoreSlim _writing = new(1);
    private readonly SemaphoreSlim _marking = new(1);
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _lost = new();
    private readonly ReplicationSettings _settings;
    private readonly LogFormat _format;
    private readonly TimeProvider _time;
    private readonly LeaseQueue _queue;
    private readonly ScheduleStream _stream;
    private LeaseToken _token;
    private long _provenAt;
    private long _checkpointAt;
    private DateTimeOffset? _checkpoint;

    public ReplicaTerm(
        ReplicationSettings settings, LogFormat format, TimeProvider time, LeaseQueue queue, ScheduleStream stream, LeaseToken token, long provenAt)
    {
        _settings = settings;
        _format = format;
        _time = time;
        _queue = queue;
        _stream = stream;
        _token = token;
        _provenAt = provenAt;
        _checkpointAt = provenAt;
        EndWith(queue.Ended);
        EndWith(stream.Ended);
    }

    public Task<string> Ended => _ended.Task;

    public CancellationToken Lost => _lost.Token;

    public ITimekeeperState State => this;

    public TimeSpan? MarkEvery => _settings.MarkEvery;

    public TimeSpan MarkAtLeastEvery => _settings.ProveEvery;

    private string Reason => _ended.Task.IsCompleted ? _ended.Task.Result : "";

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

    private StoredState Load() => _stream.Look(log => new StoredState(log.Documents(), _token.Watermark, log.UnreadableDocuments()));

    public Task KeepAsync(ScheduleDocument document, CancellationToken cancellationToken) =>
        DemandedAsync(NewRecord(LogKind.Document) with { Name = document.Name, Document = LogFormat.Write(document) }, cancellationToken);

    public Task ForgetAsync(string name, CancellationToken cancellationToken) => DemandedAsync(NewRecord(LogKind.Tombstone) with { Name = name }, cancellationToken);

    public async Task MarkAsync(DateTimeOffset watermark, CancellationToken cancellationToken)
    {
        Demand();
        await _marking.WaitAsync(cancellationToken);
        try
        {
            var token = _token with
            {
                Id = Guid.NewGuid().ToString("N"),
                Sequence = _token.Sequence + 1,
                Watermark = watermark > (_token.Watermark ?? DateTimeOffset.MinValue) ? watermark : _token.Watermark,
                Snapshot = _stream.Look(log => log.Snapshot),
            };
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

        await CheckpointAsync(cancellationToken);
    }

    public async Task ReleaseAsync()
    {
        End("released");
        await _stream.CloseAsync();
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

    private Task DemandedAsync(LogRecord record, CancellationToken cancellationToken)
    {
        Demand();
        return WriteAsync(record, cancellationToken);
    }

    private async Task WriteAsync(LogRecord record, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            if (record.Kind == LogKind.Document && _stream.Look(log => log.LiveBytes) > _settings.MaxLiveBytes)
            {
                throw new ScheduleRefusedException([$"Khronos is full: its schedules take {_settings.MaxLiveBytes >> 20} MiB. Delete some, or send smaller payloads."]);
            }

            await AppendAsync([record]);
            if (_stream.Look(log => log.BytesSinceSnapshot > Math.Max(_settings.SnapshotAfterBytes, 3 * log.LiveBytes)))
            {
                await AppendAsync(Snapshot());
            }
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task CheckpointAsync(CancellationToken cancellationToken)
    {
        if (_time.GetElapsedTime(_checkpointAt) < _settings.CheckpointEvery || _token.Watermark == _checkpoint)
        {
            return;
        }

        _checkpointAt = _time.GetTimestamp();
        _checkpoint = _token.Watermark;
        await WriteAsync(NewRecord(LogKind.Checkpoint) with { Watermark = _checkpoint }, cancellationToken);
    }

    private List<LogRecord> Snapshot() =>
    [
        NewRecord(LogKind.Snapshot),
        NewRecord(LogKind.Checkpoint) with { Watermark = _token.Watermark },
        // As they were written: what a newer replica knows more must not be lost by an older one's snapshot.
        .. _stream.Look(log => log.Entries.Select(entry => NewRecord(LogKind.Document) with
        {
            Format = entry.Format,
            Needs = entry.Needs,
            Name = entry.Name,
            Document = entry.Document,
        }).ToArray()),
        NewRecord(LogKind.SnapshotEnd),
    ];

    private async Task AppendAsync(IReadOnlyList<LogRecord> records)
    {
        bool counts;
        try
        {
            counts = !_ended.Task.IsCompleted && await _stream.AppendAsync(records);
        }
        catch (IOException exception)
        {
            End(exception.Message);
            throw new StandingByException(exception.Message);
        }

        if (!counts)
        {
            End("another leader began");
            throw new StandingByException(Reason);
        }
    }

    private void EndWith(Task<string> other) =>
        _ = other.ContinueWith(ended => End(ended.Result), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    private LogRecord NewRecord(string kind) => LogRecord.New(_format, Epoch, kind);
}
