using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Ponos.Redis;

/// <summary>Makes the options of a service: first what configuration says, then what code says. Without reflection.</summary>
internal sealed class RedisOptionsFactory(
    IEnumerable<IConfigureOptions<RedisOptions>> setups,
    IEnumerable<IPostConfigureOptions<RedisOptions>> postSetups,
    IConfiguration? configuration = null) : OptionsFactory<RedisOptions>(setups, postSetups)
{
    public const string Section = "Redis";

    private const string ConnectionString = "ConnectionStrings:Redis";
    private const string Host = "REDIS_HOST";
    private const string Port = "REDIS_PORT";

    private static readonly string[] Keys =
        [nameof(RedisOptions.Connection), nameof(RedisOptions.WhenAway), nameof(RedisOptions.Lease), nameof(RedisOptions.KeyPrefix)];

    protected override RedisOptions CreateInstance(string name)
    {
        var options = new RedisOptions();
        if (configuration is not null)
        {
            ReadConnection(configuration, options);
            ReadSection(configuration, $"Ponos:{Section}", options);
            ReadSection(configuration, $"Ponos:Services:{name}:{Section}", options);
        }

        return options;
    }

    private static void ReadConnection(IConfiguration configuration, RedisOptions options)
    {
        if (configuration[ConnectionString] is { Length: > 0 } text)
        {
            options.Connection = text;
        }
        else if (configuration[Host] is { Length: > 0 } || configuration[Port] is { Length: > 0 })
        {
            var host = configuration[Host] is { Length: > 0 } named ? named : "localhost";
            options.Connection = $"{host}:{ReadPort(configuration[Port]).ToString(CultureInfo.InvariantCulture)}";
        }
    }

    private static ushort ReadPort(string? text)
    {
        // Kubernetes writes REDIS_PORT=tcp://10.0.0.1:6379 for a service that is called redis.
        var number = text is { Length: > 0 } ? text[(text.LastIndexOf(':') + 1)..] : "6379";
        return ushort.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0
            ? port
            : throw new InvalidOperationException($"The setting {Port} is '{text}'; write a port from 1 to 65535.");
    }

    private static void ReadSection(IConfiguration configuration, string path, RedisOptions options)
    {
        var section = configuration.GetSection(path);
        foreach (var (key, value) in section.AsEnumerable(makePathsRelative: true))
        {
            if (value is not null && key.Length > 0 && !Keys.Contains(key, StringComparer.OrdinalIgnoreCase))
            {
                throw new InvalidOperationException(
                    $"There is no setting {path}:{key}.{NearName.Ask(key, Keys)} The settings are: {string.Join(", ", Keys)}.");
            }
        }

        options.Connection = Text(nameof(RedisOptions.Connection)) ?? options.Connection;
        options.KeyPrefix = Text(nameof(RedisOptions.KeyPrefix)) ?? options.KeyPrefix;
        if (Text(nameof(RedisOptions.WhenAway)) is { } away)
        {
            // A number is no word, though .NET reads it as one.
            options.WhenAway = Enum.TryParse<WhenAway>(away, ignoreCase: true, out var word) && char.IsAsciiLetter(away[0])
                ? word
                : throw Wrong(nameof(RedisOptions.WhenAway), away, $"one of {string.Join(", ", Enum.GetNames<WhenAway>())}");
        }

        if (Text(nameof(RedisOptions.Lease)) is { } lease)
        {
            options.Lease = RedisSettings.Leases.TryParse(lease, out var time)
                ? time
                : throw Wrong(nameof(RedisOptions.Lease), lease, RedisSettings.Leases.Form);
        }

        string? Text(string key) => section[key] is { Length: > 0 } text ? text : null;

        InvalidOperationException Wrong(string key, string text, string remedy) =>
            new($"The setting {path}:{key} is '{text}'; write {remedy}.");
    }
}
