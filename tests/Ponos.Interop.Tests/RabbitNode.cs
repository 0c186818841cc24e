using Ponos.Tests.Support;

namespace Ponos.Interop.Tests;

/// <summary>One broker and one installation of node's Ponos for the assembly; made by the first test that needs them.</summary>
[SetUpFixture]
internal sealed class RabbitNode
{
    /// <summary>From this version on a broker asks for frames of 8192 bytes, and the amqplib of node's Ponos for 4096.</summary>
    private static readonly Version _first = new(4, 1);

    private static readonly Lazy<Task<RabbitBroker>> _broker = new(StartAsync);
    private static readonly Lazy<Task<Support.NodePonos>> _node = new(Support.NodePonos.InstallAsync);

    public static Task<RabbitBroker> GetAsync() => _broker.Value;

    public static Task<Support.NodePonos> GetNodeAsync() => _node.Value;

    private static Task<RabbitBroker> StartAsync()
    {
        if (RabbitUnderTest.Version >= _first)
        {
            Assert.Ignore(
                $"Node's Ponos cannot connect to RabbitMQ {RabbitUnderTest.Version}: "
                + "see 'Which version' in docs/running-on-rabbitmq.md. PONOS_TEST_BROKER=own, or 4.0.");
        }

        return RabbitBroker.StartAsync("interop");
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_broker.IsValueCreated && _broker.Value.IsCompletedSuccessfully)
        {
            await (await _broker.Value).DisposeAsync();
        }

        if (_node.IsValueCreated && _node.Value.IsCompletedSuccessfully)
        {
            (await _node.Value).Dispose();
        }
    }
}
