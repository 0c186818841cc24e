using Microsoft.Extensions.Diagnostics.HealthChecks;
using Ponos.Faults.Tests.Support;
using Ponos.Tests.Support;
using Ponos.Transport;
using Ponos.Transport.RabbitMq;

namespace Ponos.Faults.Tests;

/// <summary>Faults 13, 14, 16, 17 and 26: what happens to queues and channels.</summary>
internal sealed class QueueFaults : FaultFixture
{
    private const int ConsumingInterrupted = 2008;
    private const int ConsumerHearsNothing = 2020;

    private RabbitBroker _broker = null!;

    [OneTimeSetUp]
    public async Task UseBroker() => _broker = await Brokers.SteadyAsync();

    [Test, CancelAfter(Bound)]
    public async Task Fault13_QueueDeletedUnderTheConsumer_IsDeclaredAgain()
    {
        var worker = await StartWorkerAsync(_broker.Uri);
        // What is in a queue goes with it: nothing is.
        await (await StartLoadAsync(worker)).SettleAsync();

        await Task.WhenAll(
            _broker.RabbitMqCtlAsync("delete_queue", worker.TaskQueue),
            _broker.RabbitMqCtlAsync("delete_queue", worker.EventQueue));

        var deleted = Clock.Now;
        // The broker tells of each queue in its own time: until then the worker rightly says that it consumes.
        await InterruptedTwiceAsync(worker, "the broker did not end the consumers");
        var jobs = new PublishedJobs();
        // A task that finds no queue is an error to its publisher; an event that finds none has no listener and is gone.
        for (var number = 0; jobs.Confirmed.Count == 0; number++)
        {
            var id = $"first-{number}";
            await jobs.PublishAsync(id, () => worker.PublishTaskAsync(id));
        }

        await Wait.UntilAsync(
            () => jobs.Confirmed.All(worker.Handled.Contains) && IsConsumed(worker), () => "the queues are not consumed again");
        var recovery = Clock.Now - deleted;
        var load = await StartLoadAsync(worker);
        Report(13, recovery, await load.SettleAsync());
    }

    [Test, CancelAfter(Bound)]
    public async Task Fault14_QueueRedeclaredWithOtherArguments_IsNamedAndOthersWork()
    {
        var wire = Own(new TcpProxy(_broker.Port));
        var worker = await StartWorkerAsync(wire.Uri);
        await (await StartLoadAsync(worker)).SettleAsync();

        // While the worker is away: otherwise it is faster and declares its own queue again.
        wire.ResetNew(() => TimeSpan.Zero);
        wire.Reset();
        await Wait.UntilAsync(async () => (await worker.HealthAsync()).Status == HealthStatus.Degraded, () => "the worker is not away");
        const string Host = "<<\"/\">>";
        await _broker.RabbitMqCtlAsync("eval", $$"""
            {ok, Q} = rabbit_amqqueue:lookup(rabbit_misc:r({{Host}}, queue, <<"{{worker.TaskQueue}}">>)),
            rabbit_amqqueue:delete(Q, false, false, <<"test">>),
            rabbit_amqqueue:declare(rabbit_misc:r({{Host}}, queue, <<"{{worker.TaskQueue}}">>), true, false, [{<<"x-queue-type">>, longstr, <<"quorum">>}, {<<"x-max-length">>, long, 5}], none, <<"test">>), ok.
            """);
        wire.ResetNew(null);
        await Wait.UntilAsync(
            async () => (await worker.HealthAsync()).Status == HealthStatus.Unhealthy, () => "health does not show the mismatch");
        var health = (await worker.HealthAsync()).Entries[$"ponos.{worker.Service}"];
        Assert.That(health.Description, Does.Contain(worker.TaskQueue).And.Contain("x-").And.Contain("delete_queue"));

        var jobs = new PublishedJobs();
        await jobs.PublishAsync("other", () => worker.PublishEventAsync("other"));
        await Wait.UntilAsync(() => worker.Handled.Contains("other"), () => "the other queue does not work");

        await _broker.RabbitMqCtlAsync("delete_queue", worker.TaskQueue);
        var mended = Clock.Now;
        var load = await StartLoadAsync(worker);
        Report(14, await load.FlowsSinceAsync(mended), $"after the wrong queue was deleted; {await load.SettleAsync()}");
        Assert.That((await worker.HealthAsync()).Status, Is.EqualTo(HealthStatus.Healthy));
    }

    [Test, CancelAfter(Bound)]
    public async Task Fault16_DoubleAck_ChannelIsReplaced()
    {
        var worker = await StartWorkerAsync(_broker.Uri);
        var load = await StartLoadAsync(worker);
        var transport = (RabbitTransport)worker.Server.Transport;

        foreach (var queue in new[] { worker.TaskQueue, worker.EventQueue })
        {
            await transport.ChannelOf(queue)!.BasicAckAsync(deliveryTag: 1, multiple: false);
        }

        // A channel's close can take the client's connection with it, and is told of again then.
        await InterruptedTwiceAsync(worker, "the broker did not close the channels");
        var recovery = await load.FlowsSinceAsync(Clock.Now);
        Assert.That(worker.Log.ToString(), Does.Contain("unknown delivery tag"));
        Report(16, recovery, await load.SettleAsync());
    }

    [Test, CancelAfter(Bound)]
    public async Task Fault26_ConsumerDroppedSilently_IsFoundOut()
    {
        var worker = await StartWorkerAsync(_broker.Uri);
        var load = await StartLoadAsync(worker);

        // As a cancel that the queue hears and the channel does not.
        await _broker.RabbitMqCtlAsync("eval", $$"""
            {ok, Q} = rabbit_amqqueue:lookup(rabbit_misc:r(<<"/">>, queue, <<"{{worker.TaskQueue}}">>)),
            [ra:process_command(amqqueue:get_pid(Q), rabbit_fifo:make_checkout({element(2, C), element(1, C)}, cancel, #{})) || C <- rabbit_amqqueue:consumers(Q)].
            """);

        var recovery = await load.FlowsSinceAsync(Clock.Now);
        await Wait.UntilAsync(() => worker.Log.Contains(ConsumerHearsNothing), () => "the consumer was not found out");
        Report(26, recovery, await load.SettleAsync());
    }

    [Test, CancelAfter(Bound)]
    public async Task Fault17_NoQueueAndNoExchange_TheCallerGetsAnError()
    {
        var worker = await StartWorkerAsync(_broker.Uri);
        var load = await StartLoadAsync(worker);

        var noQueue = await Assert.ThrowsAsync<UnroutableTaskException>(
            () => worker.PublishTaskAsync("nowhere", options: new PublishOptions { Service = "nobody" }));
        Assert.That(noQueue!.Message, Does.Contain($"nobody.{worker.Task}"));
        Assert.That((await worker.HealthAsync()).Status, Is.EqualTo(HealthStatus.Healthy));

        await load.FlowsSinceAsync(Clock.Now);
        await load.StopAsync();
        await _broker.RabbitMqCtlAsync(
            "eval", $"rabbit_exchange:delete(rabbit_misc:r(<<\"/\">>, exchange, <<\"{worker.Event}\">>), false, <<\"test\">>).");
        var noExchange = await Assert.CatchAsync<PublishException>(() => worker.PublishEventAsync("no-exchange"));
        Assert.That(noExchange!.Message, Does.Contain(worker.Event));

        // What the service declared itself is declared again, with the binding of its queue.
        var after = await StartLoadAsync(worker);
        await after.SettleAsync();
        Report(17, null, $"the caller got {noQueue.GetType().Name} and {noExchange.GetType().Name}; {await load.SettleAsync()}");
    }

    private static Task InterruptedTwiceAsync(WorkerHost worker, string otherwise) =>
        Wait.UntilAsync(() => worker.Log.Lines.Count(line => line.Event == ConsumingInterrupted) >= 2, () => otherwise);

    private static bool IsConsumed(WorkerHost worker) =>
        new[] { worker.TaskQueue, worker.EventQueue }
            .All(queue => worker.Server.Health.Queues.GetValueOrDefault(queue) is { Status: TransportStatus.Healthy });
}
