using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Ponos.Hosting;

/// <summary>
/// Options from configuration and environment. Written out by hand, so that binding needs no reflection and every wrong
/// value is named with its remedy.
/// </summary>
internal static class PonosConfiguration
{
    /// <summary>Every setting: its key under the section <c>Ponos</c>, and how it is applied.</summary>
    public static IReadOnlyList<PonosSetting> Settings { get; } =
    [
        new("Concurrency", (options, text) => options.Concurrency = Whole(text)),
        new("Prefetch", (options, text) => options.Prefetch = Whole(text)),
        new("AckMode", (options, text) => options.AckMode = Word<AckMode>(text)),
        new("QueueType", (options, text) => options.QueueType = Word<QueueType>(text)),
        new("Declare", (options, text) => options.Declare = Word<DeclareMode>(text)),
        new("DeliveryLimit", (options, text) => options.DeliveryLimit = Whole(text)),
        new("Timeout", (options, text) => options.Timeout = text == "none" ? Timeout.InfiniteTimeSpan : Duration(text)),
        new("PublishTimeout", (options, text) => options.PublishTimeout = Duration(text)),
        new("ShutdownTimeout", (options, text) => options.ShutdownTimeout = Duration(text)),
        new("StartTimeout", (options, text) => options.StartTimeout = Duration(text)),
        new("MaxBodyBytes", (options, text) => options.MaxBodyBytes = Whole(text)),
        new("InboxSize", (options, text) => options.InboxSize = Whole(text)),
        new("PublishErrors", (options, text) => options.PublishErrors = Truth(text)),
        new("Retry:MaxAttempts", (options, text) => options.Retry.MaxAttempts = Whole(text)),
        new("Retry:Delay", (options, text) => options.Retry.Delay = Duration(text)),
        new("Retry:MaxDelay", (options, text) => options.Retry.MaxDelay = Duration(text)),
        new("Retry:Backoff", (options, text) => options.Retry.Backoff = Word<Backoff>(text)),
        new("Retry:Jitter", (options, text) => options.Retry.Jitter = Truth(text)),
        new("Retry:InProcessLimit", (options, text) => options.Retry.InProcessLimit = Duration(text)),
        new("Broker", (options, text) => options.Broker = Word<BrokerChoice>(text)),
    ];

    /// <summary>The names that node's Ponos reads from the environment, with their meaning there: milliseconds, and retries rather than attempts.</summary>
    public static IReadOnlyList<PonosSetting> NodeSettings { get; } =
    [
        new("WORKER_TIMEOUT", (options, text) => options.Timeout = Whole(text) == 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(Whole(text))),
        new("WORKER_MAX_NUM_RETRIES", (options, text) => options.Retry.MaxAttempts = (int)Math.Min(1000L, Whole(text) + 1L)),
        new("WORKER_MIN_RETRY_DELAY", (options, text) => options.Retry.Delay = TimeSpan.FromMilliseconds(Whole(text))),
        new("WORKER_MAX_RETRY_DELAY", (options, text) => options.Retry.MaxDelay = TimeSpan.FromMilliseconds(Whole(text))),
    ];

    /// <summary>Applies node's names, then the section for all services, then the service's own.</summary>
    /// <exception cref="InvalidOperationException">A value cannot be read, or a key under <c>Ponos</c> is none of ours.</exception>
    public static void Apply(IConfiguration configuration, string service, PonosOptions options)
    {
        foreach (var setting in NodeSettings)
        {
            Apply(configuration, setting.Key, setting, options);
        }

        foreach (var section in new[] { "Ponos", $"Ponos:Services:{service}" })
        {
            RefuseUnknownKeys(configuration, section, service);
            foreach (var setting in Settings)
            {
                Apply(configuration, $"{section}:{setting.Key}", setting, options);
            }
        }
    }

    private static void Apply(IConfiguration configuration, string key, PonosSetting setting, PonosOptions options)
    {
        if (configuration[key] is not { Length: > 0 } text)
        {
            return;
        }

        try
        {
            setting.Apply(options, text);
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            throw new InvalidOperationException($"The setting {key} is '{text}'; write {exception.Message}", exception);
        }
    }

    private static int Whole(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new FormatException("a whole number.");

    private static TimeSpan Duration(string text) =>
        DurationText.TryParse(text, out var duration) ? duration : throw new FormatException(DurationText.Rule + ".");

    private static bool Truth(string text) => bool.TryParse(text, out var truth) ? truth : throw new FormatException("'true' or 'false'.");

    private static TEnum Word<TEnum>(string text)
        where TEnum : struct, Enum =>
        Enum.TryParse<TEnum>(text, ignoreCase: true, out var word) && Enum.IsDefined(word) && !char.IsAsciiDigit(text[0])
            ? word
            : throw new FormatException($"one of {string.Join(", ", Enum.GetNames<TEnum>())}.");

    /// <summary>A misspelt key would be an option that is silently not set.</summary>
    private static void RefuseUnknownKeys(IConfiguration configuration, string section, string service)
    {
        foreach (var (path, value) in configuration.GetSection(section).AsEnumerable(makePathsRelative: true))
        {
            var isOfAService = section == "Ponos" && path.StartsWith("Services:", StringComparison.OrdinalIgnoreCase);
            if (value is null || isOfAService || Settings.Any(setting => string.Equals(setting.Key, path, StringComparison.OrdinalIgnoreCase)))
            {
                continue;
            }

            throw new InvalidOperationException(
                $"There is no setting {section}:{path} (service '{service}'). The settings are: {string.Join(", ", Settings.Select(setting => setting.Key))}.");
        }
    }
}

/// <summary>A broker that was asked for by name.</summary>
internal enum BrokerChoice
{
    RabbitMq,
    InMemory,
}

/// <summary>One setting's key and how its text is applied.</summary>
internal sealed record PonosSetting(string Key, Action<PonosOptions, string> Apply);
