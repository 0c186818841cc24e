using System.Globalization;

namespace Ponos.Transport.RabbitMq;

/// <summary>Between what a user sets in code and what the adapter works with.</summary>
internal static class RabbitMqOptionsMap
{
    private static readonly TimeSpan ShortestHeartbeat = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestHeartbeat = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ShortestConnect = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestConnect = TimeSpan.FromMinutes(5);

    /// <summary>What configuration says, for code to go on from.</summary>
    public static RabbitMqOptions ToUser(RabbitTransportOptions configured)
    {
        var options = new RabbitMqOptions();
        Fill(options, configured);
        return options;
    }

    /// <summary>Sets everything that a connection string can say.</summary>
    public static void Fill(RabbitMqOptions options, RabbitTransportOptions from)
    {
        // The usual port goes without saying: TLS has another, and code may switch it on.
        var usual = RabbitEndpoint.DefaultPort(from.Tls.Enabled);
        options.Hosts = [.. from.Endpoints.Select(endpoint => endpoint.Port == usual ? endpoint.HostText : endpoint.ToString())];
        options.VirtualHost = from.VirtualHost;
        options.UserName = from.UserName;
        options.Password = from.Password;
        options.Heartbeat = from.Heartbeat;
        options.ConnectTimeout = from.ConnectDeadline;
        options.Tls.Enabled = from.Tls.Enabled;
        options.Tls.ServerName = from.Tls.ServerName;
        options.Tls.ClientCertificateFile = from.Tls.ClientCertificatePath;
        options.Tls.ClientCertificatePassword = from.Tls.ClientCertificatePassphrase;
    }

    /// <exception cref="FormatException">An option is out of its range, or two contradict each other.</exception>
    public static RabbitTransportOptions ToTransport(RabbitMqOptions options)
    {
        Demand(options.Hosts is not null, "Hosts", "is null; write host or host:port, or leave it empty for localhost");
        Demand(!string.IsNullOrEmpty(options.VirtualHost), "VirtualHost", "is empty; the default one is '/'");
        Demand(options.UserName is not null, "UserName", "is null");
        Demand(options.Password is not null, "Password", "is null");
        DemandRange(options.Heartbeat, ShortestHeartbeat, LongestHeartbeat, "Heartbeat");
        Demand(
            options.Heartbeat.Ticks % TimeSpan.TicksPerSecond == 0,
            "Heartbeat",
            $"is {options.Heartbeat}; the protocol knows whole seconds");
        DemandRange(options.ConnectTimeout, ShortestConnect, LongestConnect, "ConnectTimeout");
        var tls = options.Tls;
        Demand(
            tls.Enabled || (tls.ClientCertificates.Count == 0
                && tls.TrustedAuthorities.Count == 0
                && tls.ClientCertificateFile is null
                && tls.ServerName is null),
            "Tls",
            "has certificates or a server's name, and Enabled is false; set it to true, or the connection is not encrypted");
        Demand(
            !options.External || (tls.Enabled && (tls.ClientCertificates.Count > 0 || tls.ClientCertificateFile is not null)),
            "External",
            "is true, and there is no client certificate over TLS that would say who the service is; "
                + "set Tls.Enabled and Tls.ClientCertificates");
        Demand(!options.External || options.Credential is null, "External", "is true, and there is a Credential too; give one of them");
        foreach (var certificate in tls.ClientCertificates)
        {
            Demand(
                certificate.HasPrivateKey, "Tls.ClientCertificates", $"has a certificate without its private key ({certificate.Subject})");
        }

        IEnumerable<string> hosts = options.Hosts!.Count == 0 ? ["localhost"] : options.Hosts;
        return new RabbitTransportOptions
        {
            Endpoints = RabbitEndpoint.Read(
                hosts.Select(static host => host ?? ""),
                RabbitEndpoint.DefaultPort(tls.Enabled),
                static what => new FormatException($"RabbitMqOptions.Hosts {what}. Write host or host:port.")),
            VirtualHost = options.VirtualHost!,
            UserName = options.UserName!,
            Password = options.Password!,
            Credential = options.Credential,
            External = options.External,
            Heartbeat = options.Heartbeat,
            ConnectDeadline = options.ConnectTimeout,
            Tls = !tls.Enabled ? RabbitTls.Off : new RabbitTls
            {
                Enabled = true,
                ServerName = tls.ServerName,
                ClientCertificatePath = tls.ClientCertificateFile,
                ClientCertificatePassphrase = tls.ClientCertificatePassword,
                ClientCertificates = tls.ClientCertificates.Count == 0 ? null : [.. tls.ClientCertificates],
                Authorities = tls.TrustedAuthorities.Count == 0 ? null : [.. tls.TrustedAuthorities],
                Revocation = tls.Revocation,
            },
        };
    }

    private static void DemandRange(TimeSpan value, TimeSpan least, TimeSpan most, string name) =>
        Demand(value >= least && value <= most, name, string.Create(CultureInfo.InvariantCulture, $"is {value}; write {least} to {most}"));

    private static void Demand(bool holds, string name, string what)
    {
        if (!holds)
        {
            throw new FormatException($"RabbitMqOptions.{name} {what}.");
        }
    }
}
