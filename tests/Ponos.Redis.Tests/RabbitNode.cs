using Ponos.Tests.Support;

namespace Ponos.Redis.Tests;

/// <summary>One RabbitMQ node for all tests that need one; each has a Redis of its own, and its queues end empty.</summary>
[SetUpFixture]
internal sealed class RabbitNode
{
    private static RabbitBroker? _broker;

    /// <summary>The node, started by the first that asks.</summary>
    public static async Task<RabbitBroker> GetAsync() => _broker ??= await RabbitBroker.StartAsync("redis");

    [OneTimeTearDown]
    public async Task EndAsync()
    {
        if (_broker is { } broker)
        {
            await broker.DisposeAsync();
        }
    }
}
