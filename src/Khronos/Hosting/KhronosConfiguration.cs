using System.Globalization;
using Khronos.Naming;
using Khronos.Schedules;
using Microsoft.Extensions.Configuration;

namespace Khronos.Hosting;

/// <summary>Options from configuration and environment, written out by hand so that binding needs no reflection.</summary>
internal static class KhronosConfiguration
{
    private const string Section = "Khronos";

    private static readonly (string Key, Action<KhronosOptions, string> Apply)[] Settings =
    [
        (nameof(KhronosOptions.Events), ApplyEvents),
        (nameof(KhronosOptions.ForwardStepLimit),
            (options, text) => options.ForwardStepLimit = text == "none" ? Timeout.InfiniteTimeSpan : Duration(text)),
        (nameof(KhronosOptions.PublishConcurrency), (options, text) => options.PublishConcurrency = Whole(text)),
        (nameof(KhronosOptions.CatchUpLimit), (options, text) => options.CatchUpLimit = Whole(text)),
        (nameof(KhronosOptions.Operators), ApplyOperators),
        (nameof(KhronosOptions.MaxSchedulesOfOwner), (options, text) => options.MaxSchedulesOfOwner = Whole(text)),
        (nameof(KhronosOptions.MaxBytesOfOwner), (options, text) => options.MaxBytesOfOwner = Whole(text)),
        (nameof(KhronosOptions.MaxBackfillsOfOwner), (options, text) => options.MaxBackfillsOfOwner = Whole(text)),
        (nameof(KhronosOptions.MaxServicesOfUser), (options, text) => options.MaxServicesOfUser = Whole(text)),
        (nameof(KhronosOptions.MaxSchedules), (options, text) => options.MaxSchedules = Whole(text)),
        (nameof(KhronosOptions.ShortestInterval), (options, text) => options.ShortestInterval = Duration(text)),
        (nameof(KhronosOptions.StateFile), (options, text) => options.StateFile = text),
        (nameof(KhronosOptions.StatusAddress), (options, text) => options.StatusAddress = text == "none" ? null : Address(text)),
        (nameof(KhronosOptions.StatusHosts), ApplyStatusHosts),
    ];

    /// <exception cref="InvalidOperationException">A value cannot be read.</exception>
    public static void Apply(IConfiguration configuration, KhronosOptions options)
    {
        foreach (var (key, apply) in Settings)
        {
            if (TextOf(configuration.GetSection($"{Section}:{key}")) is not { Length: > 0 } text)
            {
                continue;
            }

            try
            {
                apply(options, text);
            }
            catch (FormatException exception)
            {
                throw new InvalidOperationException($"The setting {Section}:{key} is '{text}'; write {exception.Message}", exception);
            }
        }
    }

    /// <exception cref="InvalidOperationException">A value is out of its range.</exception>
    public static void Check(KhronosOptions options)
    {
        Require(
            options.PublishConcurrency is >= 1 and <= 10_000,
            nameof(options.PublishConcurrency), options.PublishConcurrency, "it goes from 1 to 10 000");
        Require(
            options.CatchUpLimit is >= 1 and <= 100_000,
            nameof(options.CatchUpLimit), options.CatchUpLimit, "it goes from 1 to 100 000");
        Require(
            options.MaxSchedulesOfOwner is >= 1 and <= 1_000_000,
            nameof(options.MaxSchedulesOfOwner), options.MaxSchedulesOfOwner, "it goes from 1 to 1 000 000");
        Require(
            options.MaxBytesOfOwner is >= 1024 and <= 1 << 30,
            nameof(options.MaxBytesOfOwner), options.MaxBytesOfOwner, "it goes from 1024 to 1 GiB");
        Require(
            options.MaxBackfillsOfOwner is >= 1 and <= 1_000_000,
            nameof(options.MaxBackfillsOfOwner), options.MaxBackfillsOfOwner, "it goes from 1 to 1 000 000");
        Require(
            options.MaxServicesOfUser is >= 1 and <= 100_000,
            nameof(options.MaxServicesOfUser), options.MaxServicesOfUser, "it goes from 1 to 100 000");
        Require(
            options.MaxSchedules is >= 1 and <= 10_000_000,
            nameof(options.MaxSchedules), options.MaxSchedules, "it goes from 1 to 10 000 000");
        Require(
            options.ShortestInterval >= TimeSpan.FromSeconds(1) && options.ShortestInterval <= TimeSpan.FromDays(1),
            nameof(options.ShortestInterval), options.ShortestInterval, "it goes from one second to one day");
        Require(
            options.ForwardStepLimit == Timeout.InfiniteTimeSpan || options.ForwardStepLimit >= TimeSpan.FromSeconds(1),
            nameof(options.ForwardStepLimit), options.ForwardStepLimit, "it is at least one second, or infinite");
        Require(
            options.StatusAddress is null || (options.StatusAddress.IsAbsoluteUri && IsPlainHttp(options.StatusAddress)),
            nameof(options.StatusAddress), options.StatusAddress!, "it is an http address without a path, such as http://127.0.0.1:5470");
        foreach (var name in options.Events)
        {
            Require(TryReadEvent(name, out _), nameof(options.Events), name, $"its names are {BuiltInNames}");
        }
    }

    /// <summary>The intervals of the events that are published without being asked for.</summary>
    public static IEnumerable<TimeSpan> IntervalsOf(KhronosOptions options) =>
        options.Events.Select(name => TryReadEvent(name, out var interval) ? interval : default).Distinct().Order();

    private static string BuiltInNames => string.Join(", ", BuiltInSchedules.Intervals.Select(DurationName.Of));

    private static bool TryReadEvent(string text, out TimeSpan interval) =>
        DurationName.TryParse(text, out interval) && BuiltInSchedules.Intervals.Contains(interval);

    private static void ApplyEvents(KhronosOptions options, string text)
    {
        options.Events.Clear();
        foreach (var name in text == "none" ? [] : text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            options.Events.Add(TryReadEvent(name, out _) ? name : throw new FormatException($"names of {BuiltInNames}, or 'none'."));
        }
    }

    private static void ApplyOperators(KhronosOptions options, string text)
    {
        options.Operators.Clear();
        foreach (var user in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            options.Operators.Add(user);
        }
    }

    private static void ApplyStatusHosts(KhronosOptions options, string text)
    {
        options.StatusHosts.Clear();
        foreach (var host in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            options.StatusHosts.Add(Uri.CheckHostName(host) == UriHostNameType.Unknown
                ? throw new FormatException("host names such as 'khronos.internal', with commas between them.")
                : host);
        }
    }

    /// <summary>A value, or the values of a list: <c>Khronos__Events__0</c> and so on.</summary>
    private static string? TextOf(IConfigurationSection section) =>
        section.Value ?? string.Join(',', section.GetChildren().Select(child => child.Value));

    private static int Whole(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException("a whole number.");

    private static Uri Address(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && IsPlainHttp(address)
            ? address
            : throw new FormatException("an address such as 'http://127.0.0.1:5470', or 'none'.");

    private static bool IsPlainHttp(Uri address) =>
        address.Scheme == Uri.UriSchemeHttp && address.PathAndQuery == "/" && address.UserInfo.Length == 0;

    private static TimeSpan Duration(string text) =>
        DurationName.TryParse(text, out var duration) ? duration : throw new FormatException("a duration such as '60s' or 'one-minute'.");

    private static void Require(bool holds, string key, object value, string rule)
    {
        if (!holds)
        {
            throw new InvalidOperationException(
                string.Create(CultureInfo.InvariantCulture, $"The option {Section}:{key} is {value}; {rule}."));
        }
    }
}
