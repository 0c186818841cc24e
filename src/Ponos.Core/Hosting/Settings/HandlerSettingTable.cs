using Ponos.Handlers;

namespace Ponos.Hosting.Settings;

/// <summary>Everything that can be said of a handler, as configuration names it.</summary>
internal static class HandlerSettingTable
{
    public static IReadOnlyList<Setting<HandlerSettings>> All { get; } =
    [
        Of("Concurrency", Limits.Concurrency, settings => settings.Concurrency, (settings, value) => settings with { Concurrency = value }),
        Of("ConcurrencyScope", WordRange<ConcurrencyScope>.Any,
            settings => settings.ConcurrencyScope, (settings, value) => settings with { ConcurrencyScope = value }),
        Of("Prefetch", Limits.Prefetch, settings => settings.Prefetch, (settings, value) => settings with { Prefetch = value }),
        Of("AckMode", WordRange<AckMode>.Any, settings => settings.AckMode, (settings, value) => settings with { AckMode = value }),
        Of("Expired", WordRange<ExpiredJobs>.Any, settings => settings.Expired, (settings, value) => settings with { Expired = value }),
        Of("AttemptTimeout", Limits.AttemptTimeout,
            settings => settings.AttemptTimeout, (settings, value) => settings with { AttemptTimeout = value }),
        Of("Retry:MaxAttempts", Limits.MaxAttempts,
            settings => settings.MaxAttempts, (settings, value) => settings with { MaxAttempts = value }),
        Of("Retry:Delay", Limits.Delay, settings => settings.Delay, (settings, value) => settings with { Delay = value }),
        Of("Retry:MaxDelay", Limits.MaxDelay, settings => settings.MaxDelay, (settings, value) => settings with { MaxDelay = value }),
        Of("Retry:Backoff", WordRange<Backoff>.Any, settings => settings.Backoff, (settings, value) => settings with { Backoff = value }),
        Of("Retry:Jitter", TruthRange.Any, settings => settings.Jitter, (settings, value) => settings with { Jitter = value }),
        Of("RateLimit:Permits", Limits.RatePermits,
            settings => settings.RatePermits, (settings, value) => settings with { RatePermits = value }),
        Of("RateLimit:Per", Limits.RatePeriod, settings => settings.RatePeriod, (settings, value) => settings with { RatePeriod = value }),
        Of("RateLimit:Scope", WordRange<RateScope>.Any,
            settings => settings.RateScope, (settings, value) => settings with { RateScope = value }),
        new TextSetting<HandlerSettings>("Resilience",
            settings => settings.Resilience, (settings, value) => settings with { Resilience = value }),
        Of("QueueType", WordRange<QueueType>.Any, settings => settings.QueueType, (settings, value) => settings with { QueueType = value }),
        Of("MaxLength", Limits.MaxLength, settings => settings.MaxLength, (settings, value) => settings with { MaxLength = value }),
        Of("MaxPriority", Limits.MaxPriority, settings => settings.MaxPriority, (settings, value) => settings with { MaxPriority = value }),
        Of("SingleActiveConsumer", TruthRange.Any,
            settings => settings.SingleActiveConsumer, (settings, value) => settings with { SingleActiveConsumer = value }),
        Of("Broadcast", TruthRange.Any, settings => settings.Broadcast, (settings, value) => settings with { Broadcast = value }),
    ];

    /// <summary>What is said of a handler in two places: where both say something, the upper one wins.</summary>
    public static HandlerSettings Lay(HandlerSettings upper, HandlerSettings lower) =>
        All.Aggregate(lower, (settings, setting) => setting.Lay(upper, settings)) with { Filters = upper.Filters ?? lower.Filters };

    /// <summary>What is wrong with a handler's settings, each with its remedy.</summary>
    public static IEnumerable<string> Faults(HandlerSettings settings, JobKind kind, QueueType ofTheService)
    {
        foreach (var setting in All)
        {
            if (setting.Fault(settings) is { } fault)
            {
                yield return $"{setting.Key} {fault}";
            }
        }

        if (settings.Delay > settings.MaxDelay)
        {
            yield return $"Retry:Delay is {DurationText.Write(settings.Delay.Value)}, longer than Retry:MaxDelay, "
                + $"{DurationText.Write(settings.MaxDelay.Value)}; write one that is not longer";
        }

        if (settings.RatePeriod is not null && settings.RatePermits is null)
        {
            yield return "RateLimit:Per has no effect without RateLimit:Permits; write both, or none";
        }

        if (settings.RateScope is not null && settings.RatePermits is null)
        {
            yield return "RateLimit:Scope has no effect without RateLimit:Permits; write both, or none";
        }

        if (settings.ConcurrencyScope == ConcurrencyScope.Shared && settings.Concurrency is null)
        {
            yield return "ConcurrencyScope Shared is for a Concurrency of the handler's own; write one, or take it away";
        }

        if (settings.MaxPriority > 0 && (settings.QueueType ?? ofTheService) == QueueType.Quorum)
        {
            yield return "MaxPriority is for classic queues: a quorum queue has priorities without it, "
                + "and the broker refuses it; take it away, or make the QueueType Classic";
        }

        if (settings.MaxPriority > 0 && settings.Broadcast == true)
        {
            yield return "MaxPriority has no effect on a broadcast queue; take it away, or Broadcast";
        }

        if (settings.Broadcast == true && kind == JobKind.Task)
        {
            yield return "Broadcast is for events: a task is done once; take it away, or publish an event";
        }
    }

    private static Setting<HandlerSettings, TValue> Of<TValue>(
        string key, IRange<TValue> range, Func<HandlerSettings, TValue?> get, Func<HandlerSettings, TValue, HandlerSettings> set)
        where TValue : struct => new(key, range, get, set);
}
