using Microsoft.Extensions.Diagnostics.HealthChecks;
using Ponos.Faults.Tests.Support;
using Ponos.Tests.Support;

namespace Ponos.Faults.Tests;

/// <summary>Least privilege, and that no password is ever told.</summary>
internal sealed class SecurityTests : FaultFixture
{
    private const string Sentinel = "s3ntinel/p@ss";

    private RabbitBroker _broker = null!;

    private static string EncodedSentinel => Uri.EscapeDataString(Sentinel);

    [OneTimeSetUp]
    public async Task UseBroker() => _broker = await Brokers.SteadyAsync();

    [Test, CancelAfter(Bound)]
    public async Task Passive_UserWithoutConfigurePermission_StartsAndWorks()
    {
        var owner = await StartWorkerAsync(_broker.Uri);
        await owner.StopAsync();
        // As the documentation of the permissions says: the default exchange and the event's, and one's own queues.
        var uri = await AddUserAsync("^$", $"^(amq\\.default|{Quote(owner.Event)})$", $"^{Quote(owner.Service)}\\..*$");

        var worker = await StartWorkerAsync(uri, Passive(owner.Service));
        var load = await StartLoadAsync(worker);

        Assert.That((await worker.HealthAsync()).Status, Is.EqualTo(HealthStatus.Healthy));
        await load.SettleAsync();
    }

    [Test, CancelAfter(Bound)]
    public async Task Passive_QueueThatIsMissing_FailsTheStartAndIsNamed()
    {
        var owner = await StartWorkerAsync(_broker.Uri);
        await owner.StopAsync();
        await _broker.RabbitMqCtlAsync("delete_queue", owner.EventQueue);
        var uri = await AddUserAsync("^$", ".*", ".*");

        var failure = await Assert.ThrowsAsync<TopologyMismatchException>(() => WorkerHost.StartAsync(uri, Passive(owner.Service)));

        Assert.That(failure!.Resource, Is.EqualTo(owner.EventQueue));
        Assert.That(failure.ToString(), Does.Contain(owner.EventQueue).And.Contain("does not exist").And.Not.Contain(Sentinel));
    }

    [Test, CancelAfter(Bound)]
    public async Task Password_WhateverGoesWrong_IsInNoLogExceptionOrHealth()
    {
        var said = new List<string>();
        var uri = await AddUserAsync(".*", ".*", ".*");
        var worker = await StartWorkerAsync(uri, new WorkerSetup { Options = options => options.StartTimeout = TimeSpan.FromSeconds(1) });
        await _broker.RabbitMqCtlAsync("change_password", UserOf(uri), "another");
        // Only this user's: other tests use the node.
        await _broker.CloseConnectionsAsync(UserOf(uri));
        await Wait.UntilAsync(
            async () => (await worker.HealthAsync()).Status == HealthStatus.Unhealthy, () => "health does not show the refused login");
        said.Add(await TellAsync(
            () => worker.PublishTaskAsync("refused", options: new PublishOptions { Timeout = TimeSpan.FromMilliseconds(200) })));
        said.AddRange((await worker.HealthAsync()).Entries.Values.Select(
            entry => $"{entry.Description} {entry.Exception} {string.Join(", ", entry.Data)}"));
        said.Add(worker.Log.ToString());

        var nobody = Own(await WorkerHost.StartAsync(
            $"amqp://sentinel:{EncodedSentinel}@127.0.0.1:{RabbitBroker.FreePort()}/",
            new WorkerSetup { Options = options => options.StartTimeout = TimeSpan.FromMilliseconds(500) }));
        said.Add(await TellAsync(
            () => nobody.PublishTaskAsync("unreachable", options: new PublishOptions { Timeout = TimeSpan.FromMilliseconds(200) })));
        said.AddRange((await nobody.HealthAsync()).Entries.Values.Select(
            entry => $"{entry.Description} {entry.Exception} {string.Join(", ", entry.Data)}"));
        said.Add(nobody.Log.ToString());

        // Not encoded, so that the parts of the URI are not where they should be.
        said.Add(await TellAsync(async () => await WorkerHost.StartAsync($"amqp://sentinel:{Sentinel}@127.0.0.1:{_broker.Port}/")));
        said.Add(await TellAsync(async () => await WorkerHost.StartAsync($"amqp//sentinel:{Sentinel}@127.0.0.1:{_broker.Port}/")));

        Assert.That(said, Has.All.Not.Empty);
        Assert.That(said, Has.All.Not.Contains("s3ntinel"));
    }

    private static async Task<string> TellAsync(Func<Task> act)
    {
        var exception = await Assert.CatchAsync(() => act());
        return exception!.ToString();
    }

    private static WorkerSetup Passive(string service) =>
        new() { Service = service, Options = options => options.Declare = DeclareMode.Passive };

    private static string Quote(string name) => name.Replace(".", "\\.", StringComparison.Ordinal);

    private static string UserOf(string uri) => uri["amqp://".Length..uri.LastIndexOf(':', uri.LastIndexOf('@'))];

    private async Task<string> AddUserAsync(string configure, string write, string read)
    {
        var user = $"u{Guid.NewGuid():N}"[..9];
        await _broker.RabbitMqCtlAsync("add_user", user, Sentinel);
        await _broker.RabbitMqCtlAsync("set_permissions", user, configure, write, read);
        return $"amqp://{user}:{EncodedSentinel}@127.0.0.1:{_broker.Port}/";
    }
}
