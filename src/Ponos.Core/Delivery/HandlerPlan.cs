using System.Threading.RateLimiting;
using Ponos.Contracts;
using Ponos.Handlers;
using Ponos.Retry;
using Ponos.Topology;

namespace Ponos.Delivery;

/// <summary>
/// What one handler is: its contract compiled, its invoker bound, its settings resolved. What its queue is doing is not in it.
/// </summary>
internal sealed class HandlerPlan
{
    public required string Service { get; init; }

    public required HandlerDescriptor Descriptor { get; init; }

    public required Contract Contract { get; init; }

    public required JobInvoker Invoker { get; init; }

    public required RetryPolicy Retry { get; init; }

    public required AttemptPipeline Attempts { get; init; }

    /// <summary>How long one attempt may run; infinite for no timeout.</summary>
    public required TimeSpan Timeout { get; init; }

    public required int Concurrency { get; init; }

    public required int Prefetch { get; init; }

    /// <summary>Whether the number of unsettled jobs follows how long they take.</summary>
    public bool AdjustsPrefetch { get; init; }

    /// <summary>Whether the broker is told of each job's end by itself.</summary>
    public bool AckAtOnce { get; init; }

    /// <summary>Whether a job that expired is dropped, and not parked among the dead.</summary>
    public bool DropsExpired { get; init; }

    /// <summary>The queue that is consumed; a broadcast queue has a name of its own in each process.</summary>
    public required string Queue { get; init; }

    /// <summary>Whether it is a quorum queue, and not a classic one.</summary>
    public bool IsQuorum => SuspectQueue is not null;

    /// <summary>Where jobs are tried by themselves that came back too often; none for a queue that does not count that.</summary>
    public string? SuspectQueue { get; init; }

    /// <summary>How often a job may begin and never end.</summary>
    public int DeliveryLimit { get; init; } = 20;

    /// <summary>The application's filters around each attempt.</summary>
    public FilterChain Filters { get; init; } = FilterChain.None;

    /// <summary>The ids of the jobs that were handled last; none where the application has an inbox of its own, or wants none.</summary>
    public MemoryInbox? Inbox { get; init; }

    /// <summary>Lets jobs start no faster than the handler allows; none where it says nothing.</summary>
    public RateLimiter? Limiter { get; init; }

    /// <summary>How long the oldest job of the queue waits; none where nobody wants to know.</summary>
    public QueueAge? Age { get; init; }

    /// <summary>Runs before a job of this handler is dead; none where there is no such handler.</summary>
    public FinalHandler? Final { get; init; }

    /// <summary>The queue's stable name, which its dead and invalid queues are named after.</summary>
    public string BaseQueue => QueueNames.Jobs(Service, Descriptor.Name);

    /// <summary>
    /// Whether a job that waits for its next attempt keeps those behind it waiting: what a single active consumer is chosen for.
    /// </summary>
    public bool KeepsOrder => Descriptor.Settings.SingleActiveConsumer == true && Concurrency == 1;

    /// <summary>How many may be let run at a time while the process runs, and why no more.</summary>
    public (int Most, string Why) MostAtATime => this switch
    {
        { KeepsOrder: true } => (1, "it has a single active consumer and keeps order."),
        { Descriptor.Settings.ConcurrencyScope: ConcurrencyScope.Shared } =>
            (Concurrency, "all processes count together up to what is configured."),
        { AdjustsPrefetch: false } =>
            (Math.Max(Prefetch, Concurrency), $"its prefetch is {Prefetch}. Leave the prefetch out, and it follows."),
        _ => (Limits.Concurrency.Most, "nobody needs more."),
    };
}

/// <summary>What runs before a job is dead.</summary>
internal sealed record FinalHandler(string Name, JobInvoker Invoker, bool TakesBareJob);
