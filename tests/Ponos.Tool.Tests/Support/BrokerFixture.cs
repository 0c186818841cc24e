using System.Globalization;
using Ponos.Tests.Support;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

// The tests wait for answers of processes more than they compute.
[assembly: LevelOfParallelism(4)]

namespace Ponos.Tool.Tests.Support;

/// <summary>
/// A virtual host of each test's own on the broker of the assembly, with a user whose password is
/// looked for in all that is printed.
/// </summary>
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal abstract class BrokerFixture
{
    protected const int Bound = 60_000;
    protected const string Password = "s3ntinel-pw";
    private const string UserName = "sentinel";

    private static readonly Lazy<Task> _user = new(() => AddUserAsync(UserName, "administrator"));

    protected RabbitBroker Broker { get; private set; } = null!;

    protected string VirtualHost { get; private set; } = "";

    protected string Uri => UriOf(UserName, Password);

    protected static string Management => ManagedBroker.Management;

    [SetUp]
    public async Task OpenAsync()
    {
        Broker = await ManagedBroker.GetAsync();
        VirtualHost = Guid.NewGuid().ToString("N")[..8];
        await _user.Value;
        await ManagedBroker.PutAsync($"vhosts/{VirtualHost}", "{}");
        await GrantAsync(UserName, ".*", ".*", ".*");
    }

    [TearDown]
    public Task CloseAsync() => ManagedBroker.DeleteAsync($"vhosts/{VirtualHost}");

    /// <summary>Adds a user with the sentinel for a password.</summary>
    protected static Task AddUserAsync(string user, string tags = "") =>
        ManagedBroker.PutAsync($"users/{user}", $$"""{"password":"{{Password}}","tags":"{{tags}}"}""");

    protected Task GrantAsync(string user, string configure, string write, string read) => ManagedBroker.PutAsync(
        $"permissions/{VirtualHost}/{user}",
        System.Text.Json.JsonSerializer.Serialize(
            new Dictionary<string, string> { ["configure"] = configure, ["write"] = write, ["read"] = read }));

    protected string UriOf(string user, string password) =>
        string.Create(CultureInfo.InvariantCulture, $"amqp://{user}:{password}@127.0.0.1:{Broker.Port}/{VirtualHost}");

    /// <summary>Does something with a channel of its own, as anybody could.</summary>
    protected async Task WithChannelAsync(Func<IChannel, Task> doAsync)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(Uri) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true));
        await doAsync(channel);
    }

    /// <summary>Publishes a job into a queue as some service does.</summary>
    protected Task PublishRawAsync(string queue, string body, string id = "", string? publisher = null, string? contract = null) =>
        WithChannelAsync(channel =>
            channel.BasicPublishAsync(
                "",
                queue,
                mandatory: true,
                new BasicProperties
                {
                    MessageId = id,
                    ContentType = "application/json",
                    Persistent = true,
                    AppId = publisher,
                    Headers = contract is null ? null : new Dictionary<string, object?> { ["ponos-contract"] = contract },
                },
                System.Text.Encoding.UTF8.GetBytes(body)).AsTask());

    /// <summary>Takes everything out of a queue.</summary>
    protected async Task<IReadOnlyList<BasicGetResult>> DrainAsync(string queue)
    {
        var jobs = new List<BasicGetResult>();
        await WithChannelAsync(async channel =>
        {
            while (await channel.BasicGetAsync(queue, autoAck: true) is { } got)
            {
                jobs.Add(got);
            }
        });
        return jobs;
    }

    /// <summary>How many jobs are ready in a queue; none where there is no such queue.</summary>
    protected async Task<uint?> CountAsync(string queue)
    {
        uint? count = null;
        try
        {
            await WithChannelAsync(async channel => count = (await channel.QueueDeclarePassiveAsync(queue)).MessageCount);
        }
        catch (OperationInterruptedException)
        {
            return null;
        }

        return count;
    }

    protected static async Task EventuallyAsync(Func<Task<bool>> holds, string what)
    {
        var patience = Task.Delay(TimeSpan.FromSeconds(30));
        while (!await holds())
        {
            Assert.That(patience.IsCompleted, Is.False, what);
            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }
    }
}
