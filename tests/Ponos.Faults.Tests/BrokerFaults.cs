using Microsoft.Extensions.Diagnostics.HealthChecks;
using Ponos.Faults.Tests.Support;
using Ponos.Tests.Support;

namespace Ponos.Faults.Tests;

/// <summary>Faults 1, 2, 10, 11, 12 and 15: what happens to a broker of one node.</summary>
internal sealed class BrokerFaults : FaultFixture
{
    private const int ConnectionLost = 2002;
    private const int LoginRefused = 2004;
    private const int ConsumingInterrupted = 2008;

    private RabbitBroker _broker = null!;

    [OneTimeSetUp]
    public async Task UseBroker() => _broker = await Brokers.ShakenAsync();

    [Test, CancelAfter(Bound)]
    public async Task Fault01_BrokerRestarted_LosesNothing()
    {
        var worker = await StartWorkerAsync(_broker.Uri);
        var load = await StartLoadAsync(worker);

        await _broker.StopAppAsync();
        await _broker.StartAppAsync();

        var recovery = await load.FlowsSinceAsync(Clock.Now);
        Report(1, recovery, await load.SettleAsync());
    }

    [Test, CancelAfter(Bound)]
    public async Task Fault02_BrokerKilled_LosesNothing()
    {
        var worker = await StartWorkerAsync(_broker.Uri);
        var load = await StartLoadAsync(worker);
        await RabbitBroker.WhenQueuesAreKeptAsync();

        await _broker.KillAsync();
        var killed = Clock.Now;
        await _broker.StartAsync();

        var up = Clock.Now;
        var recovery = await load.FlowsSinceAsync(up);
        Report(2, recovery, $"the broker took {(up - killed).TotalSeconds:0.0} s to listen again; {await load.SettleAsync()}");
    }

    [Test, CancelAfter(Bound)]
    public async Task Fault10_ConnectionsClosedAndPasswordChanged_ShowsAndComesBack()
    {
        const string User = "fault10", Password = "the-first-one", Other = "the-other-one";
        await _broker.RabbitMqCtlAsync("add_user", User, Password);
        await _broker.RabbitMqCtlAsync("set_permissions", User, ".*", ".*", ".*");
        var worker = await StartWorkerAsync($"amqp://{User}:{Password}@127.0.0.1:{_broker.Port}/");
        var load = await StartLoadAsync(worker);

        await _broker.CloseConnectionsAsync(User);
        await Wait.UntilAsync(
            () => worker.Log.Lines.Count(line => line.Event == ConnectionLost) == 2, () => "the connections were not closed");
        var afterClose = await load.FlowsSinceAsync(Clock.Now);

        await _broker.RabbitMqCtlAsync("change_password", User, Other);
        await _broker.CloseConnectionsAsync(User);
        await Wait.UntilAsync(
            async () => (await worker.HealthAsync()).Status == HealthStatus.Unhealthy, () => "health does not show the refused login");
        var health = (await worker.HealthAsync()).Entries[$"ponos.{worker.Service}"];
        Assert.That(health.Description, Does.Contain("ACCESS_REFUSED"));
        Assert.That(worker.Log.Contains(LoginRefused), Is.True, "The log says it too.");

        await _broker.RabbitMqCtlAsync("change_password", User, Password);
        var afterPassword = await load.FlowsSinceAsync(Clock.Now);
        Report(10, afterClose, $"after the password was put back in {afterPassword.TotalSeconds:0.0} s; {await load.SettleAsync()}");
        Assert.That(worker.Log.ToString(), Does.Not.Contain(Password).And.Not.Contain(Other));
    }

    [TestCase(11, "set_vm_memory_high_watermark", "0", "0.4")]
    [TestCase(12, "set_disk_free_limit", "900GB", "50MB")]
    [CancelAfter(Bound)]
    public async Task Fault11And12_Alarm_PublishFailsAtItsDeadlineAndConsumingGoesOn(int fault, string limit, string alarm, string normal)
    {
        const int Jobs = 100;
        var open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        // Fewer at a time than there are jobs: they only all come if settling works during the alarm.
        var worker = await StartWorkerAsync(
            _broker.Uri, new WorkerSetup { Handle = _ => open.Task, Options = options => options.Prefetch = 10 });
        var ids = Enumerable.Range(0, Jobs).Select(number => $"before-{number}").ToArray();
        var jobs = new PublishedJobs();
        await Task.WhenAll(ids.Select(id => jobs.PublishAsync(id, () => worker.PublishTaskAsync(id))));

        TimeSpan recovery;
        try
        {
            await _broker.RabbitMqCtlAsync(limit, alarm);
            // The broker says that it is blocked when something is published, not before.
            var refused = await Assert.ThrowsAsync<BrokerUnavailableException>(
                () => worker.PublishTaskAsync("during", options: new PublishOptions { Timeout = TimeSpan.FromSeconds(2) }));
            Assert.That(refused!.Message, Does.Contain(worker.Task));
            await Wait.UntilAsync(
                async () => (await worker.HealthAsync()).Status == HealthStatus.Degraded, () => "health does not show the alarm");

            open.SetResult();
            await Wait.UntilAsync(
                () => ids.All(worker.Handled.Contains), () => $"only {worker.Handled.Count} of {Jobs} jobs were handled during the alarm");
        }
        finally
        {
            await _broker.RabbitMqCtlAsync(limit, normal);
        }

        var over = Clock.Now;
        await jobs.PublishAsync("after", () => worker.PublishTaskAsync("after"));
        await Wait.UntilAsync(() => worker.Handled.Contains("after"), () => "the job after the alarm was not handled");
        recovery = Clock.Now - over;
        Report(fault, recovery, await Tally.TakeAsync(worker, jobs));
    }

    [Test, CancelAfter(Bound)]
    public async Task Fault15_AckTimeout_IsNotMetOrTheChannelIsReplacedAndTheJobIsNotRunTwice()
    {
        await _broker.EvalAsync(
            "application:set_env(rabbit, consumer_timeout, 5000), application:set_env(rabbit, channel_tick_interval, 1000).");
        try
        {
            var slow = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var worker = await StartWorkerAsync(
                _broker.Uri, new WorkerSetup { Handle = context => context.MessageId == "slow" ? slow.Task : Task.CompletedTask });
            var load = await StartLoadAsync(worker);
            await load.Jobs.PublishAsync("slow", () => worker.PublishTaskAsync("slow"));

            if (RabbitUnderTest.Version >= new Version(4, 3))
            {
                // It was told how long a handler's jobs may take, and waits: twice its own time and a look at it.
                await Task.Delay(TimeSpan.FromSeconds(12));
                Assert.That(worker.Log.Contains(ConsumingInterrupted), Is.False);
            }
            else
            {
                await Wait.UntilAsync(() => worker.Log.Contains(ConsumingInterrupted), () => "the broker did not close the channel");
                Assert.That(worker.Log.ToString(), Does.Contain("for longer than the acknowledgement timeout"));
            }

            var recovery = await load.FlowsSinceAsync(Clock.Now);
            slow.SetResult();

            var tally = await load.SettleAsync();
            Assert.That(worker.Handled.CountOf("slow"), Is.EqualTo(1), "Where it came again while it ran, its id was known.");
            Report(15, recovery, tally);
        }
        finally
        {
            await _broker.EvalAsync(
                "application:set_env(rabbit, consumer_timeout, 1800000), application:set_env(rabbit, channel_tick_interval, 60000).");
        }
    }
}
