using Ponos.Tests.Support;
using StackExchange.Redis;

namespace Ponos.Redis.Tests;

/// <summary>A Redis for each test, with nothing in it, and a record of all that it does.</summary>
internal abstract class RedisFixture
{
    protected const int Bound = 60_000;

    protected RedisServer Server { get; private set; } = null!;

    protected RedisRecord Record { get; private set; } = null!;

    [SetUp]
    public async Task StartServerAsync()
    {
        Server = await RedisServer.StartAsync();
        Record = await RedisRecord.BeginAsync(Server);
    }

    [TearDown]
    public async Task EndServerAsync()
    {
        if (Server is null)
        {
            return;
        }

        await Record.DisposeAsync();
        await Server.DisposeAsync();
    }

    /// <summary>Asks Redis as anybody may.</summary>
    protected async Task<T> AskAsync<T>(Func<IDatabase, Task<T>> ask)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync($"{Server.Address},allowAdmin=true");
        return await ask(connection.GetDatabase());
    }

    protected Task ForgetEverythingAsync() => AskAsync(database => database.ExecuteAsync("FLUSHALL"));
}
