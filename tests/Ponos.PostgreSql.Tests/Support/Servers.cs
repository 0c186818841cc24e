using Ponos.Tests.Support;

namespace Ponos.PostgreSql.Tests;

/// <summary>One database server and one broker for all tests of the assembly that break neither; each is started by the first.</summary>
[SetUpFixture]
internal sealed class Servers
{
    private static readonly Lazy<Task<PostgresServer>> _postgres = new(PostgresServer.StartAsync);
    private static readonly Lazy<Task<RabbitBroker>> _broker = new(() => RabbitBroker.StartAsync("outbox"));

    public static Task<PostgresServer> PostgresAsync() => _postgres.Value;

    public static Task<RabbitBroker> BrokerAsync() => _broker.Value;

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_postgres is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            await (await _postgres.Value).DisposeAsync();
        }

        if (_broker is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            await (await _broker.Value).DisposeAsync();
        }
    }
}
