using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Ponos.Diagnostics;
using Ponos.Transport;
using Ponos.Transport.InMemory;
using Ponos.Transport.RabbitMq;

namespace Ponos.Hosting;

/// <summary>Which broker a service works on: RabbitMQ where one is configured, the embedded one where that was asked for or in development.</summary>
internal sealed class TransportChoice(
    IConfiguration configuration, IHostEnvironment environment, TimeProvider time, ILoggerFactory loggers, InMemoryBroker? shared = null)
{
    private const string ConnectionString = "ConnectionStrings:RabbitMq";
    private const string HostName = "RABBITMQ_HOSTNAME";

    /// <summary>The services of a process share one embedded broker, or they could not hear each other.</summary>
    private readonly InMemoryBroker _embedded = shared ?? new InMemoryBroker(time);

    /// <summary>Makes the service's own connection to the broker; nothing is sent yet.</summary>
    /// <exception cref="InvalidOperationException">No broker is configured, or its configuration cannot be read.</exception>
    public ITransport Create(string service, PonosOptions options)
    {
        var configured = Configured();
        if (options.Broker == BrokerChoice.InMemory || (options.Broker is null && configured is null && environment.IsDevelopment()))
        {
            new QuietLog(loggers.CreateLogger("Ponos")).EmbeddedBroker(service);
            return new InMemoryTransport(_embedded);
        }

        return configured is null
            ? throw new InvalidOperationException(
                $"The service '{service}' has no broker. Set {ConnectionString} (amqp://user:password@host:5672/vhost) or {HostName}, " +
                "or call UseInMemory() to run on the embedded broker, where jobs end with the process.")
            : new RabbitTransport(configured with
            {
                ConnectionName = service,
                Declare = options.Declare,
                TimeProvider = time,
                Logger = new QuietLog(loggers.CreateLogger("Ponos.Transport.RabbitMq")),
            });
    }

    private RabbitTransportOptions? Configured()
    {
        try
        {
            return configuration[ConnectionString] is { Length: > 0 } uri ? RabbitUri.Parse(uri) : RabbitUri.Parse(name => configuration[name]);
        }
        catch (FormatException exception)
        {
            throw new InvalidOperationException($"The broker's configuration cannot be read: {exception.Message}", exception);
        }
    }
}
