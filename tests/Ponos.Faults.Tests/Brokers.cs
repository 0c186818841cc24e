using Ponos.Tests.Support;

[assembly: LevelOfParallelism(8)]

namespace Ponos.Faults.Tests;

/// <summary>
/// The brokers of the suite, each started by the first test that needs it: a node that stays up, one that tests kill and
/// starve, and a cluster.
/// </summary>
[SetUpFixture]
internal sealed class Brokers
{
    private static readonly Lazy<Task<RabbitBroker>> _steady = new(() => RabbitBroker.StartAsync("steady"));
    private static readonly Lazy<Task<RabbitBroker>> _shaken = new(() => RabbitBroker.StartAsync("shaken"));
    private static readonly Lazy<Task<RabbitCluster>> _cluster = new(() => RabbitCluster.StartAsync("cluster"));

    /// <summary>A node that nobody disturbs; tests on it run side by side.</summary>
    public static Task<RabbitBroker> SteadyAsync() => _steady.Value;

    /// <summary>A node for tests that stop, kill or starve it, one at a time.</summary>
    public static Task<RabbitBroker> ShakenAsync() => _shaken.Value;

    /// <summary>Three nodes, for tests one at a time; each leaves it whole.</summary>
    public static Task<RabbitCluster> ClusterAsync() => _cluster.Value;

    [OneTimeTearDown]
    public async Task StopAsync() => await Task.WhenAll(EndAsync(_steady), EndAsync(_shaken), EndAsync(_cluster));

    private static async Task EndAsync<T>(Lazy<Task<T>> broker)
        where T : IAsyncDisposable
    {
        if (broker.IsValueCreated && broker.Value.IsCompletedSuccessfully)
        {
            await (await broker.Value).DisposeAsync();
        }
    }
}
