using Ponos.Tests.Support;

namespace Ponos.RabbitMq.Tests;

/// <summary>One broker for all tests of the assembly; started by the first.</summary>
[SetUpFixture]
internal sealed class RabbitNode
{
    private static readonly Lazy<Task<RabbitBroker>> _broker = new(() => RabbitBroker.StartAsync("worker"));

    public static Task<RabbitBroker> GetAsync() => _broker.Value;

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_broker.IsValueCreated && _broker.Value.IsCompletedSuccessfully)
        {
            await (await _broker.Value).DisposeAsync();
        }
    }
}
