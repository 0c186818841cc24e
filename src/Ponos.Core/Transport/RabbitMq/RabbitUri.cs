namespace Ponos.Transport.RabbitMq;

/// <summary>
/// Reads where the broker is from an AMQP URI or from Ponos's own settings. An error says which part is wrong and never
/// repeats it: a password with an unescaped '/' or '@' would otherwise turn up as part of a host.
/// </summary>
internal static class RabbitUri
{
    private const string Form =
        "Write amqp://user:password@host1:5672,host2:5672/vhost, with user, password and vhost percent-encoded, or amqps:// for TLS.";

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
            Endpoints = RabbitEndpoint.Read(hosts.Split(','), RabbitEndpoint.DefaultPort(tls), Wrong),
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

    /// <summary>Reads RABBITMQ_HOSTNAME, RABBITMQ_PORT, RABBITMQ_USERNAME, RABBITMQ_PASSWORD, RABBITMQ_VHOST and RABBITMQ_TLS.</summary>
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

        var tls = setting("RABBITMQ_TLS") is { Length: > 0 } text
            && (bool.TryParse(text.Trim(), out var truth)
                ? truth
                : throw new FormatException("RABBITMQ_TLS is neither 'true' nor 'false'."));
        return new RabbitTransportOptions
        {
            Endpoints = RabbitEndpoint.Read(
                hosts.Split(','),
                ReadPort(setting("RABBITMQ_PORT"), tls),
                static what => new FormatException($"RABBITMQ_HOSTNAME {what}. Write host1,host2:5672.")),
            UserName = NonEmpty(setting("RABBITMQ_USERNAME")) ?? "guest",
            Password = NonEmpty(setting("RABBITMQ_PASSWORD")) ?? "guest",
            VirtualHost = NonEmpty(setting("RABBITMQ_VHOST")) ?? "/",
            Tls = tls ? new RabbitTls { Enabled = true } : RabbitTls.Off,
        };
    }

    /// <summary>A number; or an address, as Kubernetes sets RABBITMQ_PORT for a service called 'rabbitmq'.</summary>
    private static int ReadPort(string? text, bool tls)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return RabbitEndpoint.DefaultPort(tls);
        }

        var number = text.Contains("://", StringComparison.Ordinal) ? text[(text.LastIndexOf(':') + 1)..] : text;
        return RabbitEndpoint.TryReadPort(number, out var port) ? port
            : throw new FormatException(
                "RABBITMQ_PORT is no number between 1 and 65535, and no address with one, such as tcp://10.0.0.1:5672.");
    }

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
