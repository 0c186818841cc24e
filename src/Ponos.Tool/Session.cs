using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Ponos.Control;

namespace Ponos.Tool;

/// <summary>An operator on the broker that the command line or the environment names.</summary>
internal sealed class Session : IAsyncDisposable
{
    private const string ConnectionString = "ConnectionStrings:RabbitMq";
    private const string HostName = "RABBITMQ_HOSTNAME";
    private const string Variable = "PONOS_BROKER";

    private readonly IHost _host;

    private Session(IHost host, IBrokerTopology broker) => (_host, Broker) = (host, broker);

    /// <summary>The broker itself, connected.</summary>
    public IBrokerTopology Broker { get; }

    public IOperator Operator => _host.Services.GetRequiredService<IOperator>();

    public TimeProvider Time => _host.Services.GetRequiredService<TimeProvider>();

    /// <summary>Connects: a broker that is not there is told of at once, and not when somebody waits for an answer.</summary>
    /// <exception cref="UsageException">No broker is named, or it cannot be read.</exception>
    /// <exception cref="BrokerUnavailableException">It was not reached.</exception>
    public static async Task<Session> OpenAsync(BrokerSettings settings, CancellationToken cancellationToken)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = Environments.Production });
        Configure(builder, settings);
        var host = builder.Build();
        try
        {
            return new Session(host, await host.Services.OpenBrokerTopologyAsync(service: null, cancellationToken));
        }
        catch (InvalidOperationException exception)
        {
            throw new UsageException(exception.Message);
        }
    }

    /// <summary>Gives a host an operator on that broker.</summary>
    /// <exception cref="UsageException">No broker is named.</exception>
    public static void Configure(IHostApplicationBuilder builder, BrokerSettings settings)
    {
        builder.Configuration.AddEnvironmentVariables();
        if ((settings.Broker ?? Environment.GetEnvironmentVariable(Variable)) is { Length: > 0 } uri)
        {
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { [ConnectionString] = uri });
        }

        if (string.IsNullOrEmpty(builder.Configuration[ConnectionString]) && string.IsNullOrEmpty(builder.Configuration[HostName]))
        {
            throw new UsageException(
                "No broker is named. Write --broker amqp://user:password@host:5672/vhost, "
                + $"or set {Variable}, ConnectionStrings__RabbitMq, or {HostName} and its like.");
        }

        builder.Services.AddPonosOperator(options =>
        {
            options.Name = string.IsNullOrWhiteSpace(settings.By) ? options.Name : settings.By;
            options.AnswerTime = Wording.Duration(settings.Wait, "--wait") ?? options.AnswerTime;
        });
    }

    public async ValueTask DisposeAsync()
    {
        await Broker.DisposeAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }
}
