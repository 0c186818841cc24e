using StackExchange.Redis;

namespace Ponos.Redis;

/// <summary>The options of a service, checked.</summary>
internal sealed record RedisSettings(WhenAway WhenAway, TimeSpan Lease, string KeyPrefix)
{
    public static readonly DurationRange Leases = new(TimeSpan.FromSeconds(5), TimeSpan.FromHours(1));

    /// <summary>Checks.</summary>
    /// <exception cref="InvalidOperationException">An option is out of its range.</exception>
    public static RedisSettings Of(RedisOptions options, string service)
    {
        Demand(Leases.Contains(options.Lease), nameof(options.Lease), Leases.Write(options.Lease), Leases.Rule);
        var words = string.Join(" or ", Enum.GetNames<WhenAway>());
        Demand(Enum.IsDefined(options.WhenAway), nameof(options.WhenAway), options.WhenAway.ToString(), words);
        var isKey = options.KeyPrefix is { Length: > 0 } prefix && prefix.AsSpan().IndexOfAny('{', '}') < 0;
        Demand(isKey, nameof(options.KeyPrefix), options.KeyPrefix, "a text without braces");
        return new RedisSettings(options.WhenAway, options.Lease, options.KeyPrefix);

        void Demand(bool holds, string key, string value, string remedy)
        {
            if (!holds)
            {
                throw new InvalidOperationException(
                    $"The option Ponos:Redis:{key} of the service '{service}' is '{value}'; write {remedy}.");
            }
        }
    }

    /// <summary>A key of a queue. All keys of a queue lie in one slot of a cluster, or a script could not use them together.</summary>
    public RedisKey Key(string queue, string what) => $"{KeyPrefix}:{{{queue}}}:{what}";
}
