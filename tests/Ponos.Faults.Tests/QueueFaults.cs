using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Ponos.Faults.Tests.Support;
using Ponos.Tests.Support;
using Ponos.Transport;
using Ponos.Transport.RabbitMq;

namespace Ponos.Faults.Tests;

/// <summary>Faults 13, 14, 16, 17, 26 and 30 to 34: what happens to queues and channels.</summary>
internal sealed class QueueFaults : FaultFixture
{
    private const int ConnectionLost = 2002;
    private const int ConsumingInterrupted = 2008;
    private const int ConsumerHearsNothing = 2020;
    private const int QueueSetAside = 2025;
    private const int ConsumerNotKnown = 2026;
    private static readonly TimeSpan CallDeadline = new RabbitTransportOptions().CallDeadline;
    private const string StopQueue = "ra:stop_server(quorum_queues, {{'%2F_{0}', node()}}).";
    private const string RestartQueue = "ra:restart_server(quorum_queues, {{'%2F_{0}', node()}}).";
    private const string SuspendQueue = "sys:suspend('%2F_{0}').";
    private const string ResumeQueue = "sys:resume('%2F_{0}').";

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
        await _broker.EvalAsync($$"""
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
        await _broker.EvalAsync($$"""
            {ok, Q} = rabbit_amqqueue:lookup(rabbit_misc:r(<<"/">>, queue, <<"{{worker.TaskQueue}}">>)),
            [ra:process_command(amqqueue:get_pid(Q), rabbit_fifo:make_checkout({element(2, C), element(1, C)}, cancel, #{})) || C <- rabbit_amqqueue:consumers(Q)].
            """);

        var recovery = await load.FlowsSinceAsync(Clock.Now);
        await Wait.UntilAsync(() => worker.Log.Contains(ConsumerHearsNothing), () => "the consumer was not found out");
        Report(26, recovery, await load.SettleAsync());
    }

    // It is answered at once where its process is gone, and not at all where that does not work.
    [TestCase(StopQueue, RestartQueue, 3)]
    [TestCase(SuspendQueue, ResumeQueue, 1)]
    [CancelAfter(Bound)]
    public async Task Fault30_QueueWithoutLeader_TheOthersAreNotInterrupted(string leave, string comeBack, int again)
    {
        const string Long = "long";
        var begun = 0;
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var worker = await StartWorkerAsync(_broker.Uri, new WorkerSetup
        {
            Handle = context =>
            {
                if (context.MessageId != Long)
                {
                    return Task.CompletedTask;
                }

                Interlocked.Increment(ref begun);
                return held.Task;
            },
        });
        await (await StartLoadAsync(worker)).SettleAsync();
        await DoAsync(leave, worker.EventQueue);

        // The broker answers a new consumer of such a queue by closing the connection.
        ((RabbitTransport)worker.Server.Transport).Connections.Working!.Sever("the test begins");
        await Wait.UntilAsync(
            () => worker.Log.Contains(QueueSetAside) && IsConsumed(worker, worker.TaskQueue), () => "the task's queue is not consumed");
        var jobs = new PublishedJobs();
        await jobs.PublishAsync(Long, () => worker.PublishTaskAsync(Long));
        await Wait.UntilAsync(() => Volatile.Read(ref begun) == 1, () => "the long job does not begin");
        var (others, tries) = (Interruptions(worker, worker.TaskQueue), Interruptions(worker, worker.EventQueue));
        await Wait.UntilAsync(
            () => Interruptions(worker, worker.EventQueue) >= tries + again, () => "the queue without a leader is not tried again");

        Assert.That(Interruptions(worker, worker.TaskQueue), Is.EqualTo(others), worker.Log.ToString());
        var health = (await worker.HealthAsync()).Entries[$"ponos.{worker.Service}"];
        Assert.That(health.Status, Is.EqualTo(HealthStatus.Degraded));
        Assert.That(health.Description, Does.Contain(worker.EventQueue).And.Contain("without a leader").And.Not.Contain(worker.TaskQueue));
        held.SetResult();
        await Wait.UntilAsync(() => worker.Handled.Contains(Long), () => "the long job was not handled");
        Assert.That(begun, Is.EqualTo(1));

        await DoAsync(comeBack, worker.EventQueue);
        var back = Clock.Now;
        await Wait.UntilAsync(() => IsConsumed(worker), () => "the queue is not consumed again");
        var load = await StartLoadAsync(worker);
        Report(30, await load.FlowsSinceAsync(back), $"after its leader was back; {await load.SettleAsync()}");
        Assert.That((await worker.HealthAsync()).Status, Is.EqualTo(HealthStatus.Healthy));
    }

    [Test, CancelAfter(Bound)]
    public async Task Fault31_SuspectsQueueWithoutLeader_NoJobComesBackSoOftenThatItIsSuspected()
    {
        var worker = await StartWorkerAsync(_broker.Uri);
        var load = await StartLoadAsync(worker);
        var suspects = $"{worker.EventQueue}.suspects";
        await DoAsync(StopQueue, suspects);

        ((RabbitTransport)worker.Server.Transport).Connections.Working!.Sever("the test begins");
        await Wait.UntilAsync(() => worker.Log.Contains(QueueSetAside), () => "the suspects' queue is not set aside");
        var recovery = await load.FlowsSinceAsync(Clock.Now);

        Report(31, recovery, await load.SettleAsync());
        await DoAsync(RestartQueue, suspects);
        await Wait.UntilAsync(
            async () => (await worker.HealthAsync()).Status == HealthStatus.Healthy, () => "the suspects' queue is not consumed again");
    }

    [Test, CancelAfter(Bound)]
    public async Task Fault32_StoppedWhileAQueueHasNoLeader_WhatRunsEndsOnce()
    {
        const string Long = "long";
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var worker = await StartWorkerAsync(_broker.Uri, new WorkerSetup
        {
            Handle = _ =>
            {
                begun.TrySetResult();
                return held.Task;
            },
            // Longer than a cancel would take to cost the connection.
            Options = options => options.ShutdownTimeout = TimeSpan.FromMinutes(1),
            Services = services => services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMinutes(2)),
        });
        var jobs = new PublishedJobs();
        await jobs.PublishAsync(Long, () => worker.PublishTaskAsync(Long));
        await begun.Task;
        await DoAsync(StopQueue, worker.EventQueue);

        var stopping = worker.StopAsync();
        // Whatever is asked of the queue is answered, or the connection was ended, by then.
        await Task.Delay(CallDeadline + TimeSpan.FromSeconds(5));
        held.SetResult();
        await stopping;
        Assert.That(worker.Log.Contains(ConnectionLost), Is.False, worker.Log.ToString());

        await DoAsync(RestartQueue, worker.EventQueue);
        var next = await StartWorkerAsync(_broker.Uri, new WorkerSetup { Service = worker.Service });
        var load = await StartLoadAsync(next);
        await load.SettleAsync();
        Assert.That((worker.Handled.Contains(Long), next.Handled.Contains(Long)), Is.EqualTo((true, false)));
    }

    [TestCase(StopQueue, RestartQueue)]
    [TestCase(SuspendQueue, ResumeQueue)]
    [CancelAfter(Bound)]
    public async Task Fault33_LeaderLostUnderTheConsumer_HealthSaysSoAndTheConsumerGoesOn(string leave, string comeBack)
    {
        var worker = await StartWorkerAsync(_broker.Uri);
        await (await StartLoadAsync(worker)).SettleAsync();
        await DoAsync(leave, worker.EventQueue);

        await Wait.UntilAsync(
            async () => (await worker.HealthAsync()).Status == HealthStatus.Degraded, () => "health does not show the queue");
        var description = (await worker.HealthAsync()).Entries[$"ponos.{worker.Service}"].Description;
        Assert.That(description, Does.Contain(worker.EventQueue).And.Contain("without a leader").And.Not.Contain(worker.TaskQueue));
        Assert.That(worker.Log.Contains(ConsumerNotKnown), Is.True);

        await DoAsync(comeBack, worker.EventQueue);
        var back = Clock.Now;
        await Wait.UntilAsync(() => IsConsumed(worker), () => "health shows the queue yet");
        var load = await StartLoadAsync(worker);
        Report(33, await load.FlowsSinceAsync(back), $"after its leader was back; {await load.SettleAsync()}");
        Assert.That(worker.Log.Contains(ConnectionLost), Is.False, worker.Log.ToString());
    }

    [TestCase(StopQueue, RestartQueue)]
    [TestCase(SuspendQueue, ResumeQueue)]
    [CancelAfter(Bound)]
    public async Task Fault34_DeadLettersReadFromAQueueWithoutLeader_TheReaderIsToldAndTheOthersAreNotInterrupted(
        string leave, string comeBack)
    {
        var worker = await StartWorkerAsync(_broker.Uri);
        var transport = worker.Server.Transport;
        var dead = $"{worker.TaskQueue}.dead";
        await DoAsync(leave, dead);

        await using (var reader = await transport.ReadAsync(dead, CancellationToken.None))
        {
            var refused = await Assert.ThrowsAsync<BrokerUnavailableException>(async () => await reader!.GetAsync(CancellationToken.None));
            Assert.That(refused!.Message, Does.Contain(dead));
        }

        var load = await StartLoadAsync(worker);
        await load.SettleAsync();
        Assert.That((Interruptions(worker, worker.TaskQueue), Interruptions(worker, worker.EventQueue)), Is.EqualTo((0, 0)));

        await DoAsync(comeBack, dead);
        await Wait.UntilAsync(
            async () =>
            {
                await using var reader = await transport.ReadAsync(dead, CancellationToken.None);
                try
                {
                    return await reader!.GetAsync(CancellationToken.None) is null;
                }
                catch (BrokerUnavailableException)
                {
                    return false;
                }
            },
            () => "the dead letters cannot be read again");
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
        await _broker.EvalAsync(
            $"rabbit_exchange:delete(rabbit_misc:r(<<\"/\">>, exchange, <<\"{worker.Event}\">>), false, <<\"test\">>).");
        var noExchange = await Assert.CatchAsync<PublishException>(() => worker.PublishEventAsync("no-exchange"));
        Assert.That(noExchange!.Message, Does.Contain(worker.Event));

        // What the service declared itself is declared again, with the binding of its queue.
        var after = await StartLoadAsync(worker);
        await after.SettleAsync();
        Report(17, null, $"the caller got {noQueue.GetType().Name} and {noExchange.GetType().Name}; {await load.SettleAsync()}");
    }

    private Task<string> DoAsync(string what, string queue) =>
        _broker.EvalAsync(string.Format(CultureInfo.InvariantCulture, what, queue));

    private static Task InterruptedTwiceAsync(WorkerHost worker, string otherwise) =>
        Wait.UntilAsync(() => worker.Log.Lines.Count(line => line.Event == ConsumingInterrupted) >= 2, () => otherwise);

    private static int Interruptions(WorkerHost worker, string queue) =>
        worker.Log.Lines.Count(
            line => line.Event == ConsumingInterrupted && line.Text.Contains($"from {queue} ", StringComparison.Ordinal));

    private static bool IsConsumed(WorkerHost worker) => IsConsumed(worker, worker.TaskQueue) && IsConsumed(worker, worker.EventQueue);

    private static bool IsConsumed(WorkerHost worker, string queue) =>
        worker.Server.Health.Queues.GetValueOrDefault(queue) is { Status: TransportStatus.Healthy };
}
