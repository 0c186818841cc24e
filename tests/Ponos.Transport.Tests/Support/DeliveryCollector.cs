namespace Ponos.Transport.Tests.Support;

/// <summary>
/// Takes deliveries as a receiver hands them out, remembers them in order, and either settles each at once or holds it
/// for the test to settle. Awaits counts without polling.
/// </summary>
internal sealed class DeliveryCollector
{
    private readonly Lock _lock = new();
    private readonly List<ReceivedJob> _jobs = [];
    private readonly List<(int Count, TaskCompletionSource Reached)> _waiting = [];
    private readonly Action<Delivery>? _settle;
    private readonly TimeProvider _clock;

    private DeliveryCollector(Action<Delivery>? settle, TimeProvider clock)
    {
        _settle = settle;
        _clock = clock;
    }

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _jobs.Count;
            }
        }
    }

    public IReadOnlyList<ReceivedJob> Jobs
    {
        get
        {
            lock (_lock)
            {
                return [.. _jobs];
            }
        }
    }

    public IEnumerable<string> Texts => Jobs.Select(job => job.Text);

    public static DeliveryCollector Acking(TimeProvider? clock = null) =>
        new(delivery => delivery.Ack(), clock ?? TimeProvider.System);

    public static DeliveryCollector Holding(TimeProvider? clock = null) => new(settle: null, clock ?? TimeProvider.System);

    /// <summary>Settles each delivery as <paramref name="settle"/> does.</summary>
    public static DeliveryCollector Settling(Action<Delivery> settle) => new(settle, TimeProvider.System);

    public void Deliver(Delivery delivery)
    {
        var job = new ReceivedJob(delivery, delivery.Body.ToArray(), _clock.GetUtcNow());
        lock (_lock)
        {
            _jobs.Add(job);
            for (var i = _waiting.Count - 1; i >= 0; i--)
            {
                if (_waiting[i].Count <= _jobs.Count)
                {
                    _waiting[i].Reached.SetResult();
                    _waiting.RemoveAt(i);
                }
            }
        }

        _settle?.Invoke(delivery);
    }

    /// <summary>The jobs, once there are at least <paramref name="count"/>.</summary>
    public async Task<IReadOnlyList<ReceivedJob>> WaitForAsync(int count, CancellationToken cancellationToken)
    {
        TaskCompletionSource reached;
        lock (_lock)
        {
            if (_jobs.Count >= count)
            {
                return [.. _jobs];
            }

            reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((count, reached));
        }

        try
        {
            await reached.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"Waited for {count} deliveries and got {Count}.");
        }

        return Jobs;
    }
}
