using Ponos.Control;
using Ponos.Journal;
using Ponos.Topology;

namespace Ponos.Hosting.Settings;

/// <summary>Every option of a service, as configuration names it.</summary>
internal static class OptionSettings
{
    public static IReadOnlyList<Setting<PonosOptions>> All { get; } =
    [
        Of("Concurrency", Limits.Concurrency, options => options.Concurrency, (options, value) => options.Concurrency = value),
        new AutoSetting<PonosOptions>("Prefetch", Limits.Prefetch, options => options.Prefetch, (options, value) =>
        {
            options.Prefetch = value;
            return options;
        }),
        Of("AckMode", WordRange<AckMode>.Any, options => options.AckMode, (options, value) => options.AckMode = value),
        Of("QueueType", WordRange<QueueType>.Any, options => options.QueueType, (options, value) => options.QueueType = value),
        Of("Declare", WordRange<DeclareMode>.Any, options => options.Declare, (options, value) => options.Declare = value),
        new TextSetting<PonosOptions>(
            "DelayPrefix", options => options.DelayPrefix ?? "", WithDelayPrefix, DelayPrefix.IsValid, DelayPrefix.Rule),
        Of("DeliveryLimit", Limits.DeliveryLimit, options => options.DeliveryLimit, (options, value) => options.DeliveryLimit = value),
        Of("AttemptTimeout", Limits.AttemptTimeout, options => options.AttemptTimeout, (options, value) => options.AttemptTimeout = value),
        Of("RatePeriod", Limits.RatePeriod, options => options.RatePeriod, (options, value) => options.RatePeriod = value),
        Of("PublishTimeout", Limits.PublishTimeout, options => options.PublishTimeout, (options, value) => options.PublishTimeout = value),
        Of("ShutdownTimeout", Limits.ShutdownTimeout,
            options => options.ShutdownTimeout, (options, value) => options.ShutdownTimeout = value),
        Of("StartTimeout", Limits.StartTimeout, options => options.StartTimeout, (options, value) => options.StartTimeout = value),
        Of("MaxBodyBytes", Limits.MaxBodyBytes, options => options.MaxBodyBytes, (options, value) => options.MaxBodyBytes = value),
        Of("InboxSize", Limits.InboxSize, options => options.InboxSize, (options, value) => options.InboxSize = value),
        Of("QueueMetricsInterval", Limits.QueueMetricsInterval,
            options => options.QueueMetricsInterval, (options, value) => options.QueueMetricsInterval = value),
        Of("Control", WordRange<ControlLevel>.Any, options => options.Control, (options, value) => options.Control = value),
        Of("Journal", WordRange<JournalLevel>.Any, options => options.Journal, (options, value) => options.Journal = value),
        Of("JournalMaxAge", Limits.JournalMaxAge, options => options.JournalMaxAge, (options, value) => options.JournalMaxAge = value),
        Of("JournalMaxMegabytes", Limits.JournalMaxMegabytes,
            options => options.JournalMaxMegabytes, (options, value) => options.JournalMaxMegabytes = value),
        Of("PublishErrors", TruthRange.Any, options => options.PublishErrors, (options, value) => options.PublishErrors = value),
        Of("PublishErrorBodies", TruthRange.Any,
            options => options.PublishErrorBodies, (options, value) => options.PublishErrorBodies = value),
        Of("RequireUserId", TruthRange.Any, options => options.RequireUserId, (options, value) => options.RequireUserId = value),
        Of("LinkTraces", TruthRange.Any, options => options.LinkTraces, (options, value) => options.LinkTraces = value),
        Of("Retry:MaxAttempts", Limits.MaxAttempts,
            options => options.Retry.MaxAttempts, (options, value) => options.Retry.MaxAttempts = value),
        Of("Retry:Delay", Limits.Delay, options => options.Retry.Delay, (options, value) => options.Retry.Delay = value),
        Of("Retry:MaxDelay", Limits.MaxDelay, options => options.Retry.MaxDelay, (options, value) => options.Retry.MaxDelay = value),
        Of("Retry:Backoff", WordRange<Backoff>.Any, options => options.Retry.Backoff, (options, value) => options.Retry.Backoff = value),
        Of("Retry:Jitter", TruthRange.Any, options => options.Retry.Jitter, (options, value) => options.Retry.Jitter = value),
        Of("Retry:InProcessLimit", Limits.InProcessLimit,
            options => options.Retry.InProcessLimit, (options, value) => options.Retry.InProcessLimit = value),
        Of("Retry:GiveUpAfter", Limits.GiveUpAfter,
            options => options.Retry.GiveUpAfter, (options, value) => options.Retry.GiveUpAfter = value),
        new TextSetting<PonosOptions>(
            "Retired", options => options.Retired.Count == 0 ? null : string.Join(", ", options.Retired), ReadRetired),
        Of("Broker", WordRange<BrokerChoice>.Any, options => options.Broker, (options, value) => options.Broker = value),
    ];

    private static PonosOptions WithDelayPrefix(PonosOptions options, string text)
    {
        options.DelayPrefix = text;
        return options;
    }

    private static PonosOptions ReadRetired(PonosOptions options, string text)
    {
        options.Retired.Clear();
        foreach (var name in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            options.Retired.Add(JobName.IsNameOrPattern(name) ? name : throw new FormatException("names of jobs with commas between them"));
        }

        return options;
    }

    private static Setting<PonosOptions, TValue> Of<TValue>(
        string key, IRange<TValue> range, Func<PonosOptions, TValue?> get, Action<PonosOptions, TValue> set)
        where TValue : struct => new(key, range, get, (options, value) =>
    {
        set(options, value);
        return options;
    });
}
