
namespace Ponos.Outboxes;

/// <summary>
/// Sends the jobs of one round: all at a time, but each behind those that it must follow, and not at all where one of them was not
/// sent. So what leaves is always a beginning of each order, whatever fails.
/// </summary>
/// <param name="jobs">What sends them.</param>
/// <param name="refusals">Destinations that take nothing for the moment.</param>
/// <param name="parkAfter">How long a job without a destination is tried.</param>
/// <param name="onTheirWay">How many may be on their way at a time.</param>
/// <param name="onRefused">Told of a destination that begins to refuse, and why.</param>
/// <param name="late">Begins no more: the rest is for the next round.</param>
/// <param name="cancellationToken">Waits no longer for the broker's answers.</param>
internal sealed class RelayBatch(
    IPreparedJobs jobs,
    Refusals refusals,
    TimeSpan parkAfter,
    int onTheirWay,
    Action<string, string> onRefused,
    CancellationToken late,
    CancellationToken cancellationToken)
{
    private const int MostOfReason = 2000;

    private readonly Dictionary<long, Task<Fate>> _byId = [];
    private readonly Dictionary<string, Task<Fate>> _lastOfKey = new(StringComparer.Ordinal);
    private readonly List<long> _sent = [];
    private readonly List<(long Id, string Reason)> _parked = [];
    private readonly Lock _lock = new();
    private volatile Exception? _trouble;

    private enum Fate
    {
        /// <summary>Sent or parked: what follows may go.</summary>
        Gone,

        /// <summary>Still there: what follows must wait.</summary>
        Stays,
    }

    public long[] Sent => [.. _sent];

    public IReadOnlyList<(long Id, string Reason)> Parked => _parked;

    /// <summary>Why the broker took nothing more; <see langword="null"/> where it did.</summary>
    public Exception? Trouble => _trouble;

    /// <summary>Whether a job waits for one that another relay has.</summary>
    public bool WaitsForOthers { get; private set; }

    /// <summary>Whether a destination refused a job: the next round leaves its jobs out, and may find others.</summary>
    public bool MetRefusal { get; private set; }

    /// <summary>Whether the next round will find another beginning.</summary>
    public bool ChangedSomething => _sent.Count + _parked.Count > 0 || MetRefusal;

    /// <summary>Sends jobs that are given in order.</summary>
    public async Task SendAsync(IReadOnlyList<OutboxRow> rows)
    {
        // Not disposed: it holds nothing, for nobody asks for its handle.
        var places = new SemaphoreSlim(onTheirWay);
        foreach (var row in rows)
        {
            var fate = FateOf(row, places);
            _byId[row.Id] = fate;
            if (row.OrderKey is { } key)
            {
                _lastOfKey[key] = fate;
            }
        }

        await Task.WhenAll(_byId.Values);
    }

    private Task<Fate> FateOf(OutboxRow row, SemaphoreSlim places)
    {
        var ofKey = row.OrderKey is { } key ? _lastOfKey.GetValueOrDefault(key) : null;
        Task<Fate>? ofTransaction = null;
        if (row.After is { } after && !_byId.TryGetValue(after, out ofTransaction))
        {
            WaitsForOthers = true;
            return Task.FromResult(Fate.Stays);
        }

        return ofKey is null && ofTransaction is null ? SendAsync(row, places) : FollowAsync(row, ofKey, ofTransaction, places);
    }

    private async Task<Fate> FollowAsync(OutboxRow row, Task<Fate>? one, Task<Fate>? other, SemaphoreSlim places)
    {
        var goes = (one is null || await one == Fate.Gone) && (other is null || await other == Fate.Gone);
        return goes ? await SendAsync(row, places) : Fate.Stays;
    }

    private async Task<Fate> SendAsync(OutboxRow row, SemaphoreSlim places)
    {
        // Whoever has a place gives it back in the round's time, so nothing else ends this.
        await places.WaitAsync(CancellationToken.None);
        try
        {
            if (_trouble is not null || late.IsCancellationRequested || refusals.Holds(row.Destination))
            {
                return Fate.Stays;
            }

            await jobs.SendAsync(PreparedJob.Read(row.Properties, row.Body), cancellationToken);
            refusals.Remove(row.Destination);
            lock (_lock)
            {
                _sent.Add(row.Id);
            }

            return Fate.Gone;
        }
        catch (Exception exception)
        {
            return Judge(row, exception);
        }
        finally
        {
            places.Release();
        }
    }

    private Fate Judge(OutboxRow row, Exception exception)
    {
        switch (exception)
        {
            case OperationCanceledException:
                _trouble = new TimeoutException($"the broker has not confirmed '{row.Name}' in time", exception);
                return Fate.Stays;
            case BrokerUnavailableException or ObjectDisposedException:
                _trouble = exception;
                return Fate.Stays;
            case PublishRejectedException or PublishForbiddenException:
            case UnroutableTaskException or PublishException when exception is not UnsendableJobException && row.Age < parkAfter:
                MetRefusal = true;
                if (refusals.Add(row.Destination, exception.Message))
                {
                    onRefused(row.Destination, exception.Message);
                }

                return Fate.Stays;
            case PublishException or FormatException or ArgumentException:
                var reason = exception.Message;
                lock (_lock)
                {
                    _parked.Add((row.Id, reason.Length > MostOfReason ? reason[..MostOfReason] : reason));
                }

                return Fate.Gone;
            default:
                _trouble = exception;
                return Fate.Stays;
        }
    }
}
