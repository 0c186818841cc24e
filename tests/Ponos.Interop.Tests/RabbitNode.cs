using Ponos.Tests.Support;

namespace Ponos.Interop.Tests;

/// <summary>One broker and one installation of node's Ponos for the assembly; made by the first test that needs them.</summary>
[SetUpFixture]
internal sealed class RabbitNode
{
    private static readonly Lazy<Task<RabbitBroker>> _broker = new(() => RabbitBroker.StartAsync("interop"));
    private static readonly Lazy<Task<Support.NodePonos>> _node = new(Support.NodePonos.InstallAsync);

    public static Task<RabbitBroker> GetAsync() => _broker.Value;

    public static Task<Support.NodePonos> GetNodeAsync() => _node.Value;

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
