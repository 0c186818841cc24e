using System.Globalization;
using System.Net;

namespace Ponos.Transport.RabbitMq;

/// <summary>One broker's address.</summary>
internal readonly record struct RabbitEndpoint(string Host, int Port)
{
    public const int PlainPort = 5672;
    public const int TlsPort = 5671;

    /// <summary>Whether what is sent there leaves the machine.</summary>
    public bool IsLoopback => Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(Host, out var address) && IPAddress.IsLoopback(address));

    public static int DefaultPort(bool tls) => tls ? TlsPort : PlainPort;

    /// <summary>Reads addresses: a host, with or without a port behind it.</summary>
    /// <param name="hosts">The addresses.</param>
    /// <param name="defaultPort">The port where none is given.</param>
    /// <param name="wrong">
    /// Makes the error for what is wrong; it never repeats an address, which may be part of a password that was not escaped.
    /// </param>
    public static IReadOnlyList<RabbitEndpoint> Read(IEnumerable<string> hosts, int defaultPort, Func<string, Exception> wrong)
    {
        var read = new List<RabbitEndpoint>();
        foreach (var host in hosts)
        {
            var place = (read.Count + 1).ToString(CultureInfo.InvariantCulture);
            read.Add(Read(host.Trim(), defaultPort, $"at place {place}", wrong));
        }

        return read;
    }

    public static bool TryReadPort(string text, out int port) =>
        int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and <= 65535;

    /// <summary>The host as an address has it: IPv6 in brackets.</summary>
    public string HostText => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host;

    public override string ToString() => $"{HostText}:{Port}";

    private static RabbitEndpoint Read(string text, int defaultPort, string place, Func<string, Exception> wrong)
    {
        // [::1]:5672: the colons of an IPv6 address are not the port's.
        var portAt = text.LastIndexOf(':') is var colon && colon > text.LastIndexOf(']') ? colon : -1;
        var host = (portAt < 0 ? text : text[..portAt]).Trim('[', ']');
        if (host.Length == 0)
        {
            throw wrong($"names no host {place}");
        }

        if (Uri.CheckHostName(host) == UriHostNameType.Unknown)
        {
            throw wrong($"has no valid host name {place}");
        }

        var port = portAt < 0 ? defaultPort
            : TryReadPort(text[(portAt + 1)..], out var read) ? read
            : throw wrong($"has a port {place} that is no number between 1 and 65535");
        return new RabbitEndpoint(host, port);
    }
}
