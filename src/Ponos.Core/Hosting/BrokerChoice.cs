namespace Ponos.Hosting;

/// <summary>A broker that was asked for by name.</summary>
internal enum BrokerChoice
{
    RabbitMq,
    InMemory,
}
