using System.Globalization;

namespace Ponos.Transport.RabbitMq;

/// <summary>
/// Reads where the broker is from an AMQP URI or from Ponos's own settings. An error says which part is wrong and never
/// repeats it: a password with an unescaped '/' or '@' would otherwise turn up as part of a host.
/// </summary>
internal static class RabbitUri
{
    private const string Form = "Write amqp://user:password@host1:5672,host2:5672/vhost, with user, password and vhost percent-encoded, or amqps:// for TLS.";

    /// <param name="uri">The URI, with one host or several separated by commas.</param>
    /// <exception cref="FormatException">The URI cannot be read. The message does not repeat any of it.</exception>
    public static RabbitTransportOptions Parse(string uri)
    {
        var (scheme, rest) = SplitOnce(uri.Trim(), "://") is var (s, r) && r is not null ? (s, r) : throw Wrong("has no scheme");
        var tls = scheme switch
        {
            "amqp" => false,
            "amqps" => true,
            _ => throw Wrong("has a scheme other than amqp or amqps"),
        };

        var (address, query) = SplitOnce(rest, "?");
        if (address.Contains('#', StringComparison.Ordinal))
        {
            throw Wrong("contains '#', which must be written %23");
        }

        var at = address.LastIndexOf('@');
        var (hosts, path) = SplitOnce(address[(at + 1)..], "/");
        var (user, password) = at < 0 ? ("guest", "guest") : SplitOnce(address[..at], ":");
        if (user.Contains('/', StringComparison.Ordinal) || password?.Contains('/', StringComparison.Ordinal) == true)
        {
            throw Wrong("has a '/' in its user or password, which must be written %2F");
        }

        var parameters = RabbitUriQuery.Parse(query ?? "");
        return new RabbitTransportOptions
        {
            Endpoints = [.. ReadHosts(hosts, tls)],
            UserName = Decode(user, "user"),
            Password = Decode(password ?? "", "password"),
            VirtualHost = string.IsNullOrEmpty(path) ? "/" : Decode(path, "virtual host"),
            Heartbeat = parameters.Heartbeat ?? TimeSpan.FromSeconds(5),
            ConnectDeadline = parameters.ConnectDeadline ?? TimeSpan.FromSeconds(10),
            Tls = tls
                ? new RabbitTls
                {
                    Enabled = true,
                    ServerName = parameters.ServerName,
                    ClientCertificatePath = parameters.ClientCertificatePath,
                    ClientCertificatePassphrase = parameters.ClientCertificatePassphrase,
                }
                : RabbitTls.Off,
        };
    }

    /// <summary>Reads RABBITMQ_HOSTNAME, RABBITMQ_PORT, RABBITMQ_USERNAME, RABBITMQ_PASSWORD and RABBITMQ_VHOST.</summary>
    /// <param name="setting">Gives a setting's value by its name.</param>
    /// <returns>The options, or <see langword="null"/> when RABBITMQ_HOSTNAME is not set.</returns>
    /// <exception cref="FormatException">A setting cannot be read.</exception>
    public static RabbitTransportOptions? Parse(Func<string, string?> setting)
    {
        var hosts = setting("RABBITMQ_HOSTNAME");
        if (string.IsNullOrWhiteSpace(hosts))
        {
            return null;
        }

        var port = setting("RABBITMQ_PORT");
        var defaultPort = string.IsNullOrWhiteSpace(port) ? RabbitEndpoint.PlainPort
            : TryReadPort(port, out var number) ? number
            : throw new FormatException("RABBITMQ_PORT is not a number between 1 and 65535.");

        return new RabbitTransportOptions
        {
            Endpoints = [.. ReadHosts(hosts.Trim(), defaultPort)],
            UserName = NonEmpty(setting("RABBITMQ_USERNAME")) ?? "guest",
            Password = NonEmpty(setting("RABBITMQ_PASSWORD")) ?? "guest",
            VirtualHost = NonEmpty(setting("RABBITMQ_VHOST")) ?? "/",
        };
    }

    private static IEnumerable<RabbitEndpoint> ReadHosts(string hosts, bool tls) =>
        ReadHosts(hosts, tls ? RabbitEndpoint.TlsPort : RabbitEndpoint.PlainPort);

    private static IEnumerable<RabbitEndpoint> ReadHosts(string hosts, int defaultPort)
    {
        var number = 0;
        foreach (var part in hosts.Split(','))
        {
            number++;
            var text = part.Trim();
            // [::1]:5672: the colons of an IPv6 address are not the port's.
            var portAt = text.LastIndexOf(':') is var colon && colon > text.LastIndexOf(']') ? colon : -1;
            var host = (portAt < 0 ? text : text[..portAt]).Trim('[', ']');
            if (host.Length == 0)
            {
                throw Wrong($"names no host at place {number.ToString(CultureInfo.InvariantCulture)}");
            }

            if (Uri.CheckHostName(host) == UriHostNameType.Unknown)
            {
                throw Wrong($"has no valid host name at place {number.ToString(CultureInfo.InvariantCulture)}");
            }

            var port = portAt < 0 ? defaultPort
                : TryReadPort(text[(portAt + 1)..], out var read) ? read
                : throw Wrong($"has a port at place {number.ToString(CultureInfo.InvariantCulture)} that is no number between 1 and 65535");
            yield return new RabbitEndpoint(host, port);
        }
    }

    private static bool TryReadPort(string text, out int port) =>
        int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and <= 65535;

    private static string Decode(string text, string part)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2])))
            {
                throw Wrong($"has a '%' in its {part} that begins no percent-encoded character");
            }
        }

        return Uri.UnescapeDataString(text);
    }

    private static string? NonEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static (string Head, string? Tail) SplitOnce(string text, string separator) =>
        text.IndexOf(separator, StringComparison.Ordinal) is var i and >= 0 ? (text[..i], text[(i + separator.Length)..]) : (text, null);

    private static FormatException Wrong(string what) => new($"The RabbitMQ URI {what}. {Form}");
}
