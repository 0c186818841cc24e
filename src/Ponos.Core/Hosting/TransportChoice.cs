using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Ponos.Diagnostics;
using Ponos.Topology;
using Ponos.Transport;
using Ponos.Transport.InMemory;
using Ponos.Transport.RabbitMq;
using Ponos.Transport.RabbitMq.Survey;

namespace Ponos.Hosting;

/// <summary>
/// Which broker a service works on: RabbitMQ where one is configured or chosen in code, the embedded one where that
/// was asked for or in development.
/// </summary>
internal sealed class TransportChoice(
    IConfiguration configuration,
    IHostEnvironment environment,
    TimeProvider time,
    ILoggerFactory loggers,
    IEnumerable<IConfigureOptions<RabbitMqOptions>> inCode,
    InMemoryBroker? shared = null)
{
    private const string ConnectionString = "ConnectionStrings:RabbitMq";
    private const string HostName = "RABBITMQ_HOSTNAME";

    /// <summary>The services of a process share one embedded broker, or they could not hear each other.</summary>
    private readonly InMemoryBroker _embedded = shared ?? new InMemoryBroker(time);

    /// <summary>Reads a connection string.</summary>
    /// <returns>What sets options to it.</returns>
    /// <exception cref="ArgumentException">It cannot be read; the message repeats none of it.</exception>
    public static Action<RabbitMqOptions> ReadUri(string uri)
    {
        try
        {
            var read = RabbitUri.Parse(uri);
            return options => RabbitMqOptionsMap.Fill(options, read);
        }
        catch (FormatException exception)
        {
            throw new ArgumentException(exception.Message, nameof(uri), exception);
        }
    }

    /// <summary>Makes a connection to the service's broker; nothing is sent yet.</summary>
    /// <param name="service">The service.</param>
    /// <param name="options">Its options.</param>
    /// <param name="connectionName">What the broker knows the connection as. Default: the service's name.</param>
    /// <exception cref="InvalidOperationException">No broker is configured, or its configuration cannot be read.</exception>
    public ITransport Create(string service, PonosOptions options, string? connectionName = null)
    {
        var configured = Read(Configured);
        if (IsEmbedded(options, configured))
        {
            new QuietLog(loggers.CreateLogger("Ponos")).EmbeddedBroker(service);
            return new InMemoryTransport(_embedded);
        }

        var rabbit = RabbitOf(service, options, configured, connectionName ?? service);
        Warn(service, rabbit);
        return new RabbitTransport(rabbit);
    }

    /// <summary>Connects to a service's broker for a look at what it declares.</summary>
    /// <exception cref="InvalidOperationException">
    /// No broker is configured, its configuration cannot be read, or it is the embedded one.
    /// </exception>
    public Task<IBrokerTopology> OpenTopologyAsync(
        string service, PonosOptions options, TopologyShape shape, CancellationToken cancellationToken)
    {
        var configured = Read(Configured);
        return IsEmbedded(options, configured)
            ? throw new InvalidOperationException(
                $"The service '{service}' runs on the embedded broker, which begins empty with each process. "
                + $"Set {ConnectionString} (amqp://user:password@host:5672/vhost) or {HostName} to look at RabbitMQ.")
            : RabbitBrokerTopology.OpenAsync(RabbitOf(service, options, configured, service), service, shape, cancellationToken);
    }

    /// <summary>Whether the service works on the embedded broker, with no process beside it.</summary>
    /// <exception cref="InvalidOperationException">The broker's configuration cannot be read.</exception>
    public bool IsEmbedded(PonosOptions options) => IsEmbedded(options, Read(Configured));

    private RabbitTransportOptions RabbitOf(string service, PonosOptions options, RabbitTransportOptions? configured, string connectionName)
    {
        if (options.Broker is null && configured is null)
        {
            throw new InvalidOperationException(
                $"The service '{service}' has no broker. Set {ConnectionString} (amqp://user:password@host:5672/vhost) or {HostName}, " +
                "call UseRabbitMq(…), or call UseInMemory() to run on the embedded broker, where jobs end with the process.");
        }

        return Read(() => InCode(service, configured)) with
        {
            ConnectionName = connectionName,
            Declare = options.Declare,
            Delays = new DelayLadder(options.DelayPrefix),
            TimeProvider = time,
            Logger = new QuietLog(loggers.CreateLogger("Ponos.Transport.RabbitMq")),
        };
    }

    private bool IsEmbedded(PonosOptions options, RabbitTransportOptions? configured) =>
        options.Broker == BrokerChoice.InMemory || (options.Broker is null && configured is null && environment.IsDevelopment());

    private RabbitTransportOptions? Configured() =>
        configuration[ConnectionString] is { Length: > 0 } uri ? RabbitUri.Parse(uri) : RabbitUri.Parse(name => configuration[name]);

    private RabbitTransportOptions InCode(string service, RabbitTransportOptions? configured)
    {
        var options = configured is null ? new RabbitMqOptions() : RabbitMqOptionsMap.ToUser(configured);
        foreach (var configure in inCode)
        {
            if (configure is IConfigureNamedOptions<RabbitMqOptions> named)
            {
                named.Configure(service, options);
            }
            else
            {
                configure.Configure(options);
            }
        }

        return RabbitMqOptionsMap.ToTransport(options);
    }

    private void Warn(string service, RabbitTransportOptions rabbit)
    {
        if (!rabbit.Tls.Enabled && rabbit.Endpoints.Any(endpoint => !endpoint.IsLoopback))
        {
            rabbit.Logger.Plain(service, rabbit.Description);
        }

        if (rabbit is { UserName: "guest", Credential: null, External: false } && !environment.IsDevelopment())
        {
            rabbit.Logger.Guest(service, rabbit.Description);
        }
    }

    private static T Read<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (FormatException exception)
        {
            throw new InvalidOperationException($"The broker's configuration cannot be read: {exception.Message}", exception);
        }
    }
}
