using Ponos.Transport.InMemory;

namespace Ponos.Benchmarks.Growth;

/// <summary>One service to measure.</summary>
/// <param name="Service">Its name.</param>
/// <param name="Handlers">How many tasks it handles, each with a queue.</param>
internal sealed record GrowthSetup(string Service, int Handlers = 1)
{
    /// <summary>RabbitMQ; the embedded broker where it is <see langword="null"/>.</summary>
    public string? Broker { get; init; }

    /// <summary>The broker's process; 0 for none.</summary>
    public int BrokerId { get; init; }

    /// <summary>The embedded broker, where it is to outlive the service.</summary>
    public InMemoryBroker? Embedded { get; init; }

    public int Concurrency { get; init; } = 1;

    public QueueType Queues { get; init; } = QueueType.Quorum;

    /// <summary>Whether it only publishes.</summary>
    public bool OnlyPublishes { get; init; }

    public static string NameOf(int handler) => $"{Jobs.ImageJob.Name}-{handler}";
}
