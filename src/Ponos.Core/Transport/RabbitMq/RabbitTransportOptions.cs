using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ponos.Transport.RabbitMq;

/// <summary>Where the broker is, who we are to it, and the bounds of everything we ask of it.</summary>
internal sealed record RabbitTransportOptions
{
    /// <summary>The brokers of one cluster; any of them will do.</summary>
    public IReadOnlyList<RabbitEndpoint> Endpoints { get; init; } = [new("localhost", RabbitEndpoint.PlainPort)];

    public string VirtualHost { get; init; } = "/";

    public string UserName { get; init; } = "guest";

    public string Password { get; init; } = "guest";

    /// <summary>
    /// Who we are, asked at each connect: a password that was rotated, a token. <see cref="UserName"/> and
    /// <see cref="Password"/> are not used then.
    /// </summary>
    public Func<CancellationToken, ValueTask<RabbitMqCredential>>? Credential { get; init; }

    /// <summary>Who we are is said by our certificate (the mechanism EXTERNAL).</summary>
    public bool External { get; init; }

    /// <summary>What the broker's management shows for our connections: the service's name.</summary>
    public string ConnectionName { get; init; } = "ponos";

    /// <summary>A peer that vanished is noticed after about three of these; the client's default of 60 s would be minutes.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(5);

    public RabbitTls Tls { get; init; } = RabbitTls.Off;

    public DeclareMode Declare { get; init; } = DeclareMode.Active;

    /// <summary>Where delayed jobs wait.</summary>
    public DelayLadder Delays { get; init; } = DelayLadder.Default;

    /// <summary>How long any one call to the broker may take before its connection is given up.</summary>
    public TimeSpan CallDeadline { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan ConnectDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often it is looked whether a consumer hears nothing.</summary>
    public TimeSpan WatchInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a consumer hears nothing before its queue is asked whether it should.</summary>
    public TimeSpan SilencePatience { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// How long a broker has publishes in its hands and confirms none before its connection is given up, where there is another.
    /// </summary>
    public TimeSpan StallPatience { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>How long a broker has to answer that.</summary>
    public TimeSpan WatchDeadline { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// More channels with at most 100 unconfirmed each carry more than one channel with all; six bear
    /// what a classic queue can take.
    /// </summary>
    public int PublishChannels { get; init; } = 6;

    /// <summary>Above about 100 a reset connection left publishes pending for ever.</summary>
    public int MaxUnconfirmed { get; init; } = 100;

    /// <summary>How many finished deliveries wait for one acknowledgement at most; never more than half the prefetch.</summary>
    public int AckBatch { get; init; } = 64;

    /// <summary>How long a finished delivery waits for others to be acknowledged with.</summary>
    public TimeSpan AckWindow { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>The longest wait between two attempts to connect.</summary>
    public TimeSpan MaxReconnectDelay { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The wait before trying again what only a person can put right.</summary>
    public TimeSpan FaultRetryDelay { get; init; } = TimeSpan.FromSeconds(5);

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>Hosts, ports and virtual host, never a credential.</summary>
    public string Description => $"{string.Join(',', Endpoints)} vhost {VirtualHost}";

    public override string ToString() => Description;
}
