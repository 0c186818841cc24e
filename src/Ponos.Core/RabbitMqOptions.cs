namespace Ponos;

/// <summary>
/// The broker of a service, in code. What is not set is what <c>ConnectionStrings:RabbitMq</c> or the <c>RABBITMQ_*</c>
/// settings say, and otherwise the default.
/// </summary>
public sealed class RabbitMqOptions
{
    /// <summary>
    /// The brokers of one cluster, any of which will do: <c>host</c> or <c>host:port</c>, IPv6 addresses in brackets.
    /// </summary>
    /// <value>Default: <c>localhost</c>. The default port is 5672, or 5671 with TLS.</value>
#pragma warning disable CA2227 // A list that is set takes the place of the configured one as a whole.
    public IList<string> Hosts { get; set; } = [];
#pragma warning restore CA2227

    /// <summary>The virtual host.</summary>
    /// <value>Default: <c>/</c>.</value>
    public string VirtualHost { get; set; } = "/";

    /// <summary>The user.</summary>
    /// <value>Default: <c>guest</c>.</value>
    public string UserName { get; set; } = "guest";

    /// <summary>The user's password.</summary>
    /// <value>Default: <c>guest</c>.</value>
    public string Password { get; set; } = "guest";

    /// <summary>
    /// Asked at each connect, instead of <see cref="UserName"/> and <see cref="Password"/>: for passwords that are rotated and
    /// OAuth 2 tokens; and again before what it gave expires (<see cref="RabbitMqCredential.ExpiresAt"/>). What it throws is a
    /// failed attempt, and it is asked again.
    /// </summary>
    /// <value>Default: none.</value>
    public Func<CancellationToken, ValueTask<RabbitMqCredential>>? Credential { get; set; }

    /// <summary>
    /// Whether the service says who it is by its client certificate (the mechanism <c>EXTERNAL</c>). Needs TLS and a certificate.
    /// </summary>
    /// <value>Default: <see langword="false"/>.</value>
    public bool External { get; set; }

    /// <summary>How often both ends say that they are there; a broker that vanished is noticed after about three times as long.</summary>
    /// <value>Default: 5 s. From 1 s to 60 s, whole seconds.</value>
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long one attempt to connect to one host may take.</summary>
    /// <value>Default: 10 s. From 100 ms to 5 min.</value>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>TLS to the broker.</summary>
    public RabbitMqTlsOptions Tls { get; } = new();
}
