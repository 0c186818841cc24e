using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Ponos.Core.Tests.Support;
using Ponos.Handlers;
using Ponos.Hosting;

namespace Ponos.Core.Tests.Hosting;

/// <summary>Whoever blocks on the library under a synchronization context of one thread does not wait for itself.</summary>
public sealed class BlockingCallerTests
{
    private IHost _host = null!;

    [SetUp]
    public async Task StartAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = Environments.Production });
        builder.Services.AddPonos("s", HandlerCatalog.Empty).UseInMemory()
            .MapTask("dies", (Job _) => Task.FromException(new WorkerStopException("dead")))
            .MapTask("runs", (Job _) => Task.Delay(1));
        _host = builder.Build();
        await _host.StartAsync();
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }

    [Test]
    public async Task Publish_Blocked_Ends()
    {
        var publisher = _host.Services.GetRequiredService<IPublisher>();

        Assert.That(await StuckContext.RunAsync(() => publisher.PublishTaskAsync("runs", new { }).Wait(TimeSpan.FromSeconds(30))), Is.True);
        Assert.That(
            await StuckContext.RunAsync(() => publisher
                .PublishTaskAsync("runs", new { }, new PublishOptions { Delay = TimeSpan.FromHours(1) })
                .Wait(TimeSpan.FromSeconds(30))),
            Is.True);
    }

    [Test]
    public async Task DeadLetters_Blocked_End()
    {
        var (publisher, dead) = (_host.Services.GetRequiredService<IPublisher>(), _host.Services.GetRequiredService<IDeadLetters>());
        await publisher.PublishTaskAsync("dies", new { });

        Assert.That(await StuckContext.RunAsync(() => dead.ListAsync("dies").Wait(TimeSpan.FromSeconds(30))), Is.True);
        Assert.That(await StuckContext.RunAsync(() => dead.GroupAsync("dies").Wait(TimeSpan.FromSeconds(30))), Is.True);
        Assert.That(await StuckContext.RunAsync(() => dead.PeekAsync("dies", "none").Wait(TimeSpan.FromSeconds(30))), Is.True);
        Assert.That(await StuckContext.RunAsync(() => dead.ReplayAsync("dies").Wait(TimeSpan.FromSeconds(30))), Is.True);
        Assert.That(await StuckContext.RunAsync(() => dead.DropAsync("dies", _ => true).Wait(TimeSpan.FromSeconds(30))), Is.True);
    }

    [Test]
    public async Task Control_Blocked_Ends()
    {
        var control = _host.Services.GetRequiredService<IWorkerControl>();

        Assert.That(await StuckContext.RunAsync(() => control.PauseAsync("runs", "a look").Wait(TimeSpan.FromSeconds(30))), Is.True);
        control.Resume("runs");
    }

    [Test]
    public async Task StartAndStop_Blocked_End()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = Environments.Production });
        builder.Services.AddPonos("t", HandlerCatalog.Empty).UseInMemory().MapTask("runs", (Job _) => Task.Delay(1));
        using var host = builder.Build();
        var server = host.Services.GetServices<IHostedService>().OfType<WorkerServer>().Single();

        Assert.That(await StuckContext.RunAsync(() => server.StartAsync(CancellationToken.None).Wait(TimeSpan.FromSeconds(30))), Is.True);
        Assert.That(await StuckContext.RunAsync(() => server.StopAsync(CancellationToken.None).Wait(TimeSpan.FromSeconds(30))), Is.True);
        Assert.That(
            await StuckContext.RunAsync(() => ((IAsyncDisposable)server).DisposeAsync().AsTask().Wait(TimeSpan.FromSeconds(30))), Is.True);
    }
}
