using Microsoft.Extensions.Diagnostics.HealthChecks;
using Ponos.Faults.Tests.Support;
using Ponos.Tests.Support;

namespace Ponos.Faults.Tests;

/// <summary>A worker whose password is a token that is good for seconds (fault 35).</summary>
internal sealed class TokenFaults : FaultFixture
{
    private const int ConnectionLost = 2002;
    private const int NotRenewed = 2027;
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(6);

    private readonly TokenAuthority _authority = new();
    private RabbitBroker _broker = null!;

    [OneTimeSetUp]
    public async Task StartBroker() => _broker = await RabbitBroker.StartAsync("tokens", sharing: null, _authority.Settings);

    [OneTimeTearDown]
    public async Task EndBroker()
    {
        await _broker.DisposeAsync();
        _authority.Dispose();
    }

    [Test, CancelAfter(Bound)]
    public async Task Token_Expires_IsRenewedBeforeAndNobodyNotices()
    {
        var worker = await StartAsync(() => _authority.Issue(Lifetime));
        var load = await StartLoadAsync(worker);

        await Task.Delay(Lifetime * 3);
        // What the connection has not done before, an older broker would refuse now.
        await worker.PublishTaskAsync("later", options: new PublishOptions { Delay = TimeSpan.FromSeconds(1) });
        await Wait.UntilAsync(() => worker.Handled.At("later") is not null, () => "the delayed job was not handled");

        Assert.That((await worker.HealthAsync()).Status, Is.EqualTo(HealthStatus.Healthy));
        var tally = await load.SettleAsync();
        Report(35, recovery: null, tally);
        Assert.That(load.Jobs.Unknown, Is.Empty, load.Describe());
        Assert.That(load.Jobs.NotTaken, Is.Empty, load.Describe());
        Assert.That(worker.Log.Lines.Where(line => line.Event is ConnectionLost or NotRenewed), Is.Empty);
    }

    [Test, CancelAfter(Bound)]
    public async Task Token_ExpiresWhileThereIsNoOther_IsSaidAndEndsWithTheNext()
    {
        var hasNone = false;
        var worker = await StartAsync(() =>
            Volatile.Read(ref hasNone) ? throw new InvalidOperationException("s3ntinel") : _authority.Issue(Lifetime));
        var load = await StartLoadAsync(worker);

        Volatile.Write(ref hasNone, true);
        await Wait.UntilAsync(
            async () => (await worker.HealthAsync()).Status != HealthStatus.Healthy, () => "health does not show the missing token");
        var health = string.Join("; ", (await worker.HealthAsync()).Entries.Select(entry => entry.Value.Description));
        await Wait.UntilAsync(
            () => worker.Log.Lines.Any(line => line.Event == ConnectionLost), () => "the connection goes on without a token");
        var since = Clock.Now;
        Volatile.Write(ref hasNone, false);
        var recovery = await load.FlowsSinceAsync(since);

        var tally = await load.SettleAsync();
        Report(35, recovery, $"{tally}; {health}");
        Assert.That(worker.Log.Lines.Any(line => line.Event == NotRenewed));
        Assert.That(worker.Log.ToString(), Does.Contain("credential provider failed").And.Not.Contain("s3ntinel"));
    }

    private Task<WorkerHost> StartAsync(Func<string> token) => StartWorkerAsync(_broker.Uri, new WorkerSetup
    {
        Broker = options => options.Credential = _ => ValueTask.FromResult(new RabbitMqCredential("", token())),
    });
}
