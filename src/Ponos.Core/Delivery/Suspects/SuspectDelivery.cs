using System.Diagnostics.CodeAnalysis;

namespace Ponos.Delivery.Suspects;

/// <summary>
/// A suspect on its way through a slot. What is in hand is first the copy that waited and then, from its beginning on, the
/// one that says that it began.
/// </summary>
internal sealed class SuspectDelivery : Transport.Delivery
{
    private readonly SuspectQueue _queue;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Transport.Delivery> _marked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _begun;

    [SetsRequiredMembers]
    public SuspectDelivery(Transport.Delivery waiting, SuspectQueue queue)
        : base(waiting)
    {
        _queue = queue;
        InHand = waiting;
        Mark = SuspectMark.Of(waiting);
        Redelivered = true;
    }

    /// <summary>What the broker handed out.</summary>
    public Transport.Delivery InHand { get; private set; }

    /// <summary>The tries before this one.</summary>
    public SuspectMark Mark { get; }

    public SuspectStage Stage { get; private set; }

    /// <summary>Why the job is not to be run any more; none while it may.</summary>
    public DeadlyJobException? Verdict { get; private set; }

    public override ReadOnlyMemory<byte> Body => InHand.Body;

    public override string? HeaderFault => InHand.HeaderFault;

    public override bool IsGone => InHand.IsGone;

    /// <summary>Completes when the line is done with it, or gave it back.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Marks the beginning with the broker; false when it may not begin now. A convicted one goes on, to be dead.</summary>
    public ValueTask<bool> BeginAsync() => _queue.BeginAsync(this);

    public void Convict(DeadlyJobException verdict) => Verdict = verdict;

    /// <summary>Says which copy is to come. Completes when it has come.</summary>
    public Task<Transport.Delivery> Expect(SuspectMark mark)
    {
        Stage = SuspectStage.Marking;
        Volatile.Write(ref _begun, mark.Begun);
        return _marked.Task;
    }

    /// <summary>Takes the copy that it expects; false for any other.</summary>
    public bool TryTake(Transport.Delivery delivery) =>
        Volatile.Read(ref _begun) is { } begun
        && JobEnvelope.ReadText(delivery.Headers, JobHeaders.Begun) == begun
        && _marked.TrySetResult(delivery);

    /// <summary>Expects no copy any more: one that still comes is any other's.</summary>
    public bool TryGiveUp() => _marked.TrySetCanceled();

    public void Begin(Transport.Delivery marked) => (InHand, Stage) = (marked, SuspectStage.Begun);

    public override void Ack(bool immediate = false)
    {
        InHand.Ack(immediate: true);
        Stage = SuspectStage.Settled;
        _ended.TrySetResult();
    }

    /// <summary>Back to the queue of suspects, which sees to it that this counts for nothing.</summary>
    public override void Requeue() => _ended.TrySetResult();

    public override ValueTask<bool> IsSettledAsync(CancellationToken cancellationToken) => InHand.IsSettledAsync(cancellationToken);
}

/// <summary>How far a suspect has come.</summary>
internal enum SuspectStage
{
    /// <summary>It has not begun.</summary>
    Waiting,

    /// <summary>A copy that says that it begins is on its way, in place of what is in hand.</summary>
    Marking,

    /// <summary>It runs, or ran and came back.</summary>
    Begun,

    /// <summary>It is settled.</summary>
    Settled,
}
