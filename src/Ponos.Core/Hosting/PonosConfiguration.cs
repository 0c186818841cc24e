using System.Globalization;
using Microsoft.Extensions.Configuration;
using Ponos.Handlers;
using Ponos.Hosting.Settings;

namespace Ponos.Hosting;

/// <summary>
/// Options from configuration and environment. Written out by hand, so that binding needs no reflection and every wrong
/// value is named with its remedy.
/// </summary>
internal sealed class PonosConfiguration(
    IConfiguration configuration, string service, PonosOptions options, IReadOnlyList<PackageSection> others)
{
    private const string Section = "Ponos";
    private const string Services = "Services";
    private const string Handlers = "Handlers";

    /// <summary>
    /// The names that node's Ponos reads from the environment, with their meaning there: milliseconds, and retries rather than
    /// attempts.
    /// </summary>
    private static readonly (string Name, string Key, Func<long, string> Translate)[] NodeNames =
    [
        ("WORKER_TIMEOUT", "AttemptTimeout", value => value == 0 ? "none" : $"{value}ms"),
        ("WORKER_MAX_NUM_RETRIES", "Retry:MaxAttempts",
            value => Math.Min(Limits.MaxAttempts.Most, value + 1).ToString(CultureInfo.InvariantCulture)),
        ("WORKER_MIN_RETRY_DELAY", "Retry:Delay", value => $"{value}ms"),
        ("WORKER_MAX_RETRY_DELAY", "Retry:MaxDelay", value => $"{value}ms"),
        ("RATE_LIMIT_DURATION", "RatePeriod", value => value == 0 ? "1s" : $"{value}ms"),
    ];

    /// <summary>Applies node's names, then the section for all services, then the service's own and its handlers'.</summary>
    /// <exception cref="InvalidOperationException">A value cannot be read, or a key under <c>Ponos</c> is none of ours.</exception>
    public static void Apply(IConfiguration configuration, string service, PonosOptions options, IReadOnlyList<PackageSection> others) =>
        new PonosConfiguration(configuration, service, options, others).Apply();

    private void Apply()
    {
        foreach (var (name, key, translate) in NodeNames)
        {
            if (Written(name) is { } text)
            {
                ApplyNodes(name, text, OptionSettings.All.Single(setting => setting.Key == key), translate);
            }
        }

        ApplySection(Section, path => IsBelow(path, Services) || IsOfOthers(path));
        var own = $"{Section}:{Services}:{service}";
        ApplySection(own, path => IsBelow(path, Handlers) || IsOfOthers(path));
        foreach (var handler in configuration.GetSection($"{own}:{Handlers}").GetChildren())
        {
            ApplyHandler(handler);
        }
    }

    private void ApplyNodes(string name, string text, Setting<PonosOptions> setting, Func<long, string> translate)
    {
        if (!uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            throw new InvalidOperationException($"The setting {name} is '{text}'; write a whole number.");
        }

        var meant = translate(number);
        _ = Read(setting, options, name, meant, $"'{text}', which is '{meant}' for {setting.Key}");
    }

    private void ApplySection(string section, Func<string, bool> isOfOthers)
    {
        RefuseUnknownKeys(section, OptionSettings.All, isOfOthers);
        foreach (var setting in OptionSettings.All)
        {
            var key = $"{section}:{setting.Key}";
            if (Written(key) is { } text)
            {
                _ = Read(setting, options, key, text, $"'{text}'");
            }
        }
    }

    private void ApplyHandler(IConfigurationSection section)
    {
        RefuseUnknownKeys(section.Path, HandlerSettingTable.All, _ => false);
        var settings = options.Handlers.TryGetValue(section.Key, out var known) ? known : HandlerSettings.Default;
        foreach (var setting in HandlerSettingTable.All)
        {
            var key = $"{section.Path}:{setting.Key}";
            if (Written(key) is { } text)
            {
                settings = Read(setting, settings, key, text, $"'{text}'");
            }
        }

        options.Handlers[section.Key] = settings;
    }

    /// <summary>A variable that is there and empty says nothing.</summary>
    private string? Written(string key) => configuration[key] is { Length: > 0 } text ? text : null;

    private static TOf Read<TOf>(Setting<TOf> setting, TOf of, string key, string text, string shown)
    {
        try
        {
            return setting.Read(of, text);
        }
        catch (FormatException exception)
        {
            throw new InvalidOperationException($"The setting {key} is {shown}; write {exception.Message}.", exception);
        }
    }

    /// <summary>A misspelled key would be an option that is silently not set.</summary>
    private void RefuseUnknownKeys<TOf>(string section, IReadOnlyList<Setting<TOf>> settings, Func<string, bool> isOfOthers)
    {
        foreach (var (path, value) in configuration.GetSection(section).AsEnumerable(makePathsRelative: true))
        {
            if (value is null
                || path.Length == 0
                || isOfOthers(path)
                || settings.Any(setting => string.Equals(setting.Key, path, StringComparison.OrdinalIgnoreCase)))
            {
                continue;
            }

            var known = settings.Select(setting => setting.Key).ToArray();
            throw new InvalidOperationException(
                $"There is no setting {section}:{path} (service '{service}').{NearName.Ask(path, known)} The settings are: "
                + $"{string.Join(", ", known)}.");
        }
    }

    private bool IsOfOthers(string path) => others.Any(other => IsBelow(path, other.Name));

    private static bool IsBelow(string path, string section) => path.StartsWith(section + ":", StringComparison.OrdinalIgnoreCase);
}
