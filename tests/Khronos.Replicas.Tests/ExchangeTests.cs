using Khronos.Replicas.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Ponos;
using Ponos.Handlers;
using Ponos.Tests.Support;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Khronos.Replicas.Tests;

/// <summary>What a deleted schedule leaves on the broker: nothing, unless somebody listens to its event.</summary>
[NonParallelizable]
internal sealed class ExchangeTests
{
    private const int Bound = 120_000;

    private RabbitBroker _broker = null!;
    private ServiceHosts _hosts = null!;

    [OneTimeSetUp]
    public async Task StartBroker() => _broker = await RabbitBroker.StartAsync("exchanges");

    [OneTimeTearDown]
    public async Task StopBroker() => await _broker.DisposeAsync();

    [SetUp]
    public void SetUp() => _hosts = new ServiceHosts(_broker.Uri);

    [TearDown]
    public async Task TearDown() => await _hosts.DisposeAsync();

    [Test, CancelAfter(Bound)]
    public async Task DeletedSchedule_WhenKhronosTidies_LeavesAnExchangeOnlyWhereSomebodyListens(CancellationToken cancellationToken)
    {
        var khronos = await StartKhronosAsync();
        var asking = await _hosts.StartAsync(
            services => services.AddPonos("asking", new HandlerCatalog(handlers: [], contracts: Listener.Contracts)), "asking");
        var heard = await _hosts.StartMappedAsync("listening", ponos => ponos.MapEvent("time.heard.passed", (Job _) => Task.CompletedTask));
        foreach (var name in new[] { "alone", "heard", "goes-on" })
        {
            await asking.Publisher.PublishAsync(new PutSchedule { Name = name, Every = "1s" }, cancellationToken);
        }

        foreach (var name in new[] { "alone", "heard", "goes-on" })
        {
            await UntilAsync(name, exists: true, cancellationToken);
        }

        foreach (var name in new[] { "alone", "heard", "never-there" })
        {
            await asking.Publisher.PublishAsync(
                new DeleteSchedule(name), new PublishOptions { MessageId = $"delete-{name}" }, cancellationToken);
            await khronos.Jobs.SettledAsync(job => job.MessageId == $"delete-{name}", name, cancellationToken);
        }

        // It tidies every five minutes, and at its end.
        await khronos.StopAsync();

        Assert.That(await ExistsAsync("alone", cancellationToken), Is.False);
        Assert.That(await ExistsAsync("heard", cancellationToken), Is.True, "Somebody listens.");
        Assert.That(await ExistsAsync("goes-on", cancellationToken), Is.True, "Its schedule is there.");
        Assert.That(_hosts.LogLines, Has.None.Contains("The exchanges of deleted schedules stay"));
        Assert.That(heard.Jobs.Settled, Is.Not.Empty);
    }

    [Test, CancelAfter(Bound)]
    public async Task DeletedSchedule_WithoutThePermission_LeavesItsExchangeAndSaysSoOnce(CancellationToken cancellationToken)
    {
        const string Password = "s3ntinel-pw";
        await _broker.RabbitMqCtlAsync("add_user", "narrow", Password);
        await _broker.RabbitMqCtlAsync("set_permissions", "narrow", ".*", ".*", ".*");
        var khronos = await StartKhronosAsync(("ConnectionStrings:RabbitMq", $"amqp://narrow:{Password}@127.0.0.1:{_broker.Port}/"));
        var asking = await _hosts.StartAsync(
            services => services.AddPonos("asking", new HandlerCatalog(handlers: [], contracts: Listener.Contracts)), "asking");
        foreach (var name in new[] { "one", "two" })
        {
            await asking.Publisher.PublishAsync(new PutSchedule { Name = name, Every = "1s" }, cancellationToken);
            await UntilAsync(name, exists: true, cancellationToken);
            await asking.Publisher.PublishAsync(new DeleteSchedule(name), new PublishOptions { MessageId = name }, cancellationToken);
            await khronos.Jobs.SettledAsync(job => job.MessageId == name, name, cancellationToken);
        }

        await _broker.RabbitMqCtlAsync("set_permissions", "narrow", "^khronos", ".*", ".*");
        await khronos.StopAsync();

        Assert.That(
            _hosts.LogLines.Count(line => line.Contains("The exchanges of deleted schedules stay", StringComparison.Ordinal)),
            Is.EqualTo(1));
        Assert.That(await ExistsAsync("one", cancellationToken) && await ExistsAsync("two", cancellationToken), Is.True);
    }

    private Task<RunningService> StartKhronosAsync(params (string Key, string Value)[] settings) => _hosts.StartAsync(
        services => services.AddKhronos(),
        "khronos",
        [("Khronos:StateFile", Path.Combine(Path.GetTempPath(), $"exchanges-{Guid.NewGuid():N}.db")), .. settings]);

    private async Task UntilAsync(string schedule, bool exists, CancellationToken cancellationToken)
    {
        while (await ExistsAsync(schedule, cancellationToken) != exists)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
        }
    }

    private async Task<bool> ExistsAsync(string schedule, CancellationToken cancellationToken)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(_broker.Uri), AutomaticRecoveryEnabled = false }
            .CreateConnectionAsync(cancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        try
        {
            await channel.ExchangeDeclarePassiveAsync(TimeEvents.Of(schedule), cancellationToken);
            return true;
        }
        catch (OperationInterruptedException missing) when (missing.ShutdownReason?.ReplyCode == 404)
        {
            return false;
        }
    }
}
