using System.Text;

namespace Ponos.Transport.RabbitMq;

/// <summary>What the connected broker can do, by the version that it tells.</summary>
internal static class BrokerVersion
{
    private static readonly Version TimeoutOfConsumers = new(4, 3);

    /// <summary>The version of a broker; none where it tells none that can be read.</summary>
    public static Version? Read(IDictionary<string, object?>? properties)
    {
        var text = properties?.TryGetValue("version", out var value) == true
            ? value as string ?? (value is byte[] utf8 ? Encoding.UTF8.GetString(utf8) : null)
            : null;
        // "4.3.6", and also "4.4.0-beta.1".
        return Version.TryParse(text?.Split('-', '+')[0], out var version) ? version : null;
    }

    /// <summary>Whether the queue itself counts how long a job is in hand, and takes a consumer's word on how long that may be.</summary>
    public static bool HasConsumerTimeout(Version? version) => version >= TimeoutOfConsumers;
}
