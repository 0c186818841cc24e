using Ponos.Handlers;
using Ponos.Hosting;

namespace Ponos;

/// <summary>
/// Says how a handler that was mapped is run, as attributes do for a method, and goes on building its service. What is said
/// twice holds as it was said last; what is not said comes from the service's options. Ranges are checked when the service starts.
/// </summary>
public sealed class HandlerBuilder : PonosBuilder
{
    private readonly int _index;

    internal HandlerBuilder(PonosBuilder service, int index)
        : base(service) => _index = index;

    /// <summary>How often and how fast a failed job is tried again.</summary>
    /// <param name="maxAttempts">Runs of the handler before the job is dead, the first included. From 1 to 1000.</param>
    /// <param name="delay">The first wait. From zero to 30 days.</param>
    /// <param name="maxDelay">The longest wait. From zero to 30 days.</param>
    /// <param name="backoff">How the waits grow.</param>
    /// <param name="jitter">Whether each wait is varied at random.</param>
    /// <returns>This builder.</returns>
    public HandlerBuilder WithRetry(
        int? maxAttempts = null, TimeSpan? delay = null, TimeSpan? maxDelay = null, Backoff? backoff = null, bool? jitter = null) =>
        WithSettings(
            new HandlerSettings { MaxAttempts = maxAttempts, Delay = delay, MaxDelay = maxDelay, Backoff = backoff, Jitter = jitter });

    /// <summary>How long one attempt may run.</summary>
    /// <param name="attemptTimeout">From 10 ms to 1 day, or <see cref="Timeout.InfiniteTimeSpan"/> for no timeout.</param>
    /// <returns>This builder.</returns>
    public HandlerBuilder WithTimeout(TimeSpan attemptTimeout) => WithSettings(new HandlerSettings { AttemptTimeout = attemptTimeout });

    /// <summary>How many jobs run at the same time.</summary>
    /// <param name="limit">From 1 to 10 000.</param>
    /// <param name="scope">Who counts together. Default: each process by itself.</param>
    /// <returns>This builder.</returns>
    public HandlerBuilder WithConcurrency(int limit, ConcurrencyScope? scope = null) =>
        WithSettings(new HandlerSettings { Concurrency = limit, ConcurrencyScope = scope });

    /// <summary>How many unsettled jobs the broker hands to one process.</summary>
    /// <param name="count">From 1 to 65 535, and never fewer than the concurrency.</param>
    /// <returns>This builder.</returns>
    public HandlerBuilder WithPrefetch(int count) => WithSettings(new HandlerSettings { Prefetch = count });

    /// <summary>When the broker hears that a job is done.</summary>
    /// <param name="mode">Together with others, or at once.</param>
    /// <returns>This builder.</returns>
    public HandlerBuilder WithAck(AckMode mode) => WithSettings(new HandlerSettings { AckMode = mode });

    /// <summary>What becomes of a job that has not begun by its <see cref="PublishOptions.NotAfter"/>.</summary>
    /// <param name="jobs">Parked among the dead, or dropped.</param>
    /// <returns>This builder.</returns>
    public HandlerBuilder WithExpired(ExpiredJobs jobs) => WithSettings(new HandlerSettings { Expired = jobs });

    /// <summary>How many jobs are started in a period.</summary>
    /// <param name="permits">From 1 to 100 000.</param>
    /// <param name="per">The period. From 1 ms to 1 day. Default: the service's <see cref="PonosOptions.RatePeriod"/>, 1 s.</param>
    /// <param name="scope">Who counts together. Default: each process by itself.</param>
    /// <returns>This builder.</returns>
    public HandlerBuilder WithRateLimit(int permits, TimeSpan? per = null, RateScope? scope = null) =>
        WithSettings(new HandlerSettings { RatePermits = permits, RatePeriod = per, RateScope = scope });

    /// <summary>Runs each attempt in a resilience pipeline of the application's.</summary>
    /// <param name="pipeline">The name that it was added with: <c>AddResiliencePipeline("payments", …)</c>.</param>
    /// <returns>This builder.</returns>
    public HandlerBuilder WithResilience(string pipeline) => WithSettings(new HandlerSettings { Resilience = pipeline });

    /// <summary>The handler's queue.</summary>
    /// <param name="type">The kind of queue.</param>
    /// <param name="maxLength">The most jobs that may wait; 0 for no limit.</param>
    /// <param name="singleActiveConsumer">Whether one process at a time consumes it.</param>
    /// <param name="maxPriority">The highest priority that a classic queue tells apart, up to 255; 0 for none.</param>
    /// <returns>This builder.</returns>
    public HandlerBuilder WithQueue(
        QueueType? type = null, int? maxLength = null, bool? singleActiveConsumer = null, int? maxPriority = null) =>
        WithSettings(new HandlerSettings
        {
            QueueType = type,
            MaxLength = maxLength,
            SingleActiveConsumer = singleActiveConsumer,
            MaxPriority = maxPriority,
        });

    /// <summary>Every process gets its own copy of the event, instead of one process of the service.</summary>
    /// <returns>This builder.</returns>
    public HandlerBuilder WithBroadcast() => WithSettings(new HandlerSettings { Broadcast = true });

    /// <summary>Says several things at once.</summary>
    /// <param name="settings">What is said; what is <see langword="null"/> stays as it was.</param>
    /// <returns>This builder.</returns>
    public HandlerBuilder WithSettings(HandlerSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        Registration.Reset(_index, settings);
        return this;
    }
}
