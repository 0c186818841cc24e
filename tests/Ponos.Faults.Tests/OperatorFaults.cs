using Microsoft.Extensions.Diagnostics.HealthChecks;
using Ponos.Faults.Tests.Support;
using Ponos.Tests.Support;

namespace Ponos.Faults.Tests;

/// <summary>Faults 36 and 37: what an operator takes away under a service that runs, and gives back.</summary>
internal sealed class OperatorFaults : FaultFixture
{
    private const int Connected = 2001;
    private const string Password = "worker";

    private readonly string _name = WorkerHost.NewService();
    private RabbitBroker _broker = null!;

    private string Uri => $"amqp://{_name}:{Password}@127.0.0.1:{_broker.Port}/{_name}";

    [OneTimeSetUp]
    public async Task UseBroker()
    {
        _broker = await Brokers.SteadyAsync();
        await AddUserAsync();
        await AddVirtualHostAsync();
    }

    [Test, CancelAfter(Bound)]
    public async Task Fault36_VirtualHostDeletedAndMadeAgain_AllIsDeclaredAgain()
    {
        var worker = await StartWorkerAsync(Uri);
        await (await StartLoadAsync(worker)).SettleAsync();

        await _broker.RabbitMqCtlAsync("delete_vhost", _name);
        await UnhealthyAsync(worker);
        var lines = worker.Log.Lines.Count();
        await Task.Delay(TimeSpan.FromSeconds(2));
        Assert.That(worker.Log.Lines.Skip(lines).Where(line => line.Event == Connected), Is.Empty, "It is away.");
        await AddVirtualHostAsync();
        var since = Clock.Now;
        await Wait.UntilAsync(async () => (await worker.HealthAsync()).Status == HealthStatus.Healthy, () => "health does not recover");
        var recovery = Clock.Now - since;

        Report(36, recovery, await (await StartLoadAsync(worker)).SettleAsync());
    }

    [Test, CancelAfter(Bound)]
    public async Task Fault37_UserDeletedAndMadeAgain_NothingIsLost()
    {
        var worker = await StartWorkerAsync(Uri);
        var load = await StartLoadAsync(worker);

        await _broker.RabbitMqCtlAsync("delete_user", _name);
        await UnhealthyAsync(worker);
        await AddUserAsync();
        await GrantAsync();
        var recovery = await load.FlowsSinceAsync(Clock.Now);

        Report(37, recovery, await load.SettleAsync());
    }

    private static Task UnhealthyAsync(WorkerHost worker) => Wait.UntilAsync(
        async () => (await worker.HealthAsync()).Status == HealthStatus.Unhealthy, () => "health does not show it");

    private Task<string> AddUserAsync() => _broker.RabbitMqCtlAsync("add_user", _name, Password);

    private async Task AddVirtualHostAsync()
    {
        await _broker.RabbitMqCtlAsync("add_vhost", _name);
        await GrantAsync();
    }

    private Task<string> GrantAsync() => _broker.RabbitMqCtlAsync("set_permissions", "-p", _name, _name, ".*", ".*", ".*");
}
