using System.Threading.Tasks.Sources;
using RabbitMQ.Client;

namespace Ponos.Transport.RabbitMq;

/// <summary>
/// One publish from the caller's await to the broker's confirm; pooled. The caller holds it until it has seen the result,
/// the lane until the broker has answered, even for a caller that gave up before, and the writer while it copies the body.
/// </summary>
internal sealed class PendingPublish : UnconfirmedPublish, IValueTaskSource
{
    private static readonly Dictionary<string, object?> None = [];

    private readonly PendingPublishPool _pool;
    private readonly Dictionary<string, object?> _headers = new(StringComparer.Ordinal);
    private ManualResetValueTaskSourceCore<bool> _source;
    private CancellationTokenRegistration _cancellation;
    private CancellationToken _cancellationToken;
    private int _holders;
    private int _phase;
    private int _completed;

    // Used again by the next one.
    public PendingPublish(PendingPublishPool pool) : base(new BasicProperties { DeliveryMode = DeliveryModes.Persistent }) => _pool = pool;

    public string JobName { get; private set; } = "";

    public bool IsCompleted => Volatile.Read(ref _completed) != 0;

    /// <summary>What the caller awaits, once.</summary>
    public ValueTask Task => new(this, _source.Version);

    public void Begin(in OutgoingJob job, string exchange, string routingKey, bool mandatory, CancellationToken cancellationToken)
    {
        JobName = job.Name;
        MessageId = job.MessageId;
        Exchange = exchange;
        RoutingKey = routingKey;
        Mandatory = mandatory;
        Body = job.Body;
        WireProperties.Write(Properties, job);
        // The connection's, which is not known yet.
        Properties.UserId = null;
        SetHeaders(job);
        Returned = false;
        _holders = 2;
        _phase = Phase.Queued;
        _completed = 0;
        _cancellationToken = cancellationToken;
        if (cancellationToken.CanBeCanceled)
        {
            _cancellation = cancellationToken.UnsafeRegister(static pending => ((PendingPublish)pending!).OnCancelled(), this);
        }
    }

    /// <summary>Takes it for writing; no longer possible when its caller gave up.</summary>
    public bool TryBeginWrite()
    {
        if (Interlocked.CompareExchange(ref _phase, Phase.Writing, Phase.Queued) != Phase.Queued)
        {
            return false;
        }

        Interlocked.Increment(ref _holders);
        return true;
    }

    /// <summary>The body has been copied; a caller that gave up meanwhile may have it back now.</summary>
    public void EndWrite()
    {
        if (Interlocked.CompareExchange(ref _phase, Phase.Sent, Phase.Writing) == Phase.CancelledWhileWriting)
        {
            GiveUp();
        }

        Release();
    }

    /// <summary>Puts it in line for its caller to go on: <see cref="CompletionLine.Go"/> on its pool's has it done.</summary>
    public override void End(in Confirm confirm) => _pool.Completions.Add(this, PublishFailure.Of(this, confirm));

    /// <summary>Goes on where the caller awaits: call it from a <see cref="CompletionLine"/> only.</summary>
    public void Complete(Exception? failure)
    {
        if (Interlocked.Exchange(ref _completed, 1) != 0)
        {
            return;
        }

        if (failure is null)
        {
            _source.SetResult(true);
        }
        else
        {
            _source.SetException(failure);
        }
    }

    /// <summary>One of its holders has no more to do with it.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            Body = default;
            _source.Reset();
            _pool.Return(this);
        }
    }

    void IValueTaskSource.GetResult(short token)
    {
        try
        {
            _source.GetResult(token);
        }
        finally
        {
            // Waits for a cancellation that is running right now: it must not meet the next use of this object.
            _cancellation.Dispose();
            _cancellation = default;
            _cancellationToken = default;
            Release();
        }
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    private void SetHeaders(in OutgoingJob job)
    {
        _headers.Clear();
        foreach (var (name, value) in job.Headers ?? None)
        {
            _headers[name] = WireHeaders.Written(value);
        }

        job.Marks.AddTo(_headers);
        Properties.Headers = _headers.Count == 0 ? null : _headers;
    }

    private void OnCancelled()
    {
        // While the body is being copied it may not go back to its owner.
        var phase = Interlocked.CompareExchange(ref _phase, Phase.CancelledWhileWriting, Phase.Writing);
        if (phase == Phase.Writing)
        {
            return;
        }

        if (phase == Phase.Queued)
        {
            if (Interlocked.CompareExchange(ref _phase, Phase.Abandoned, Phase.Queued) != Phase.Queued)
            {
                // Writing began between the two looks.
                OnCancelled();
                return;
            }

            // It may stand in line for a while yet.
            Body = default;
        }

        GiveUp();
    }

    /// <summary>Whoever cancels, and whoever writes, must not be held up by what the caller does next.</summary>
    private void GiveUp()
    {
        Interlocked.Increment(ref _holders);
        _pool.Completions.Add(this, new OperationCanceledException(_cancellationToken));
        _pool.Completions.Go();
    }

    private static class Phase
    {
        public const int Queued = 0;
        public const int Writing = 1;
        public const int Sent = 2;
        public const int CancelledWhileWriting = 3;
        public const int Abandoned = 4;
    }
}
