using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Ponos.Core.Tests.Support;
using Ponos.Handlers;
using Ponos.Hosting;
using Ponos.Transport;

namespace Ponos.Core.Tests.Delivery;

/// <summary>A pause that begins while the consumers of its queue do: what is paused is not consumed, whichever was faster.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class PauseRaceTests
{
    private const string Queue = "shop.pack";
    private const string Suspects = "shop.pack.suspects";

    private Func<string, Task> _beforeReceiving = static _ => Task.CompletedTask;
    private IHost _host = null!;
    private IWorkerControl _control = null!;
    private ITransport _transport = null!;

    private HandlerStatus Handler => _control.Handlers.Single();

    [SetUp]
    public void Build()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddKeyedSingleton<ITransportLayer>(
            "shop", new RefusingLayer("") { BeforeReceiving = queue => _beforeReceiving(queue) });
        builder.Services.AddPonos("shop", HandlerCatalog.Empty).UseInMemory().MapTask("pack", (Job _) => Task.CompletedTask);
        _host = builder.Build();
        _control = _host.Services.GetRequiredService<IWorkerControl>();
        _transport = _host.Services.GetRequiredKeyedService<WorkerServer>("shop").Transport;
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    [Test, CancelAfter(30_000)]
    public async Task Pause_BetweenTheConsumersOfAResume_BothEnd(CancellationToken cancellationToken)
    {
        await _host.StartAsync(cancellationToken);
        await _control.PauseAsync("pack", "first", cancellationToken);
        var again = new TaskCompletionSource<Task>(TaskCreationOptions.RunContinuationsAsynchronously);
        _beforeReceiving = queue =>
        {
            if (queue == Queue)
            {
                again.TrySetResult(_control.PauseAsync("pack", "again", cancellationToken));
                // As on a machine that has no time for this thread: whatever gives back does so now.
                SpinWait.SpinUntil(() => false, TimeSpan.FromMilliseconds(200));
            }

            return Task.CompletedTask;
        };

        _control.Resume("pack");
        await (await again.Task.WaitAsync(cancellationToken)).WaitAsync(cancellationToken);

        Assert.That((await ConsumersOfAsync(Queue), await ConsumersOfAsync(Suspects)), Is.EqualTo((0, 0)));
        _beforeReceiving = static _ => Task.CompletedTask;
        await ResumeAsync(cancellationToken);
    }

    [Test, CancelAfter(30_000)]
    public async Task Pause_ConsumerThatIsNotAnswered_EndsAsEveryOther(
        [Values(Queue, Suspects)] string silent, CancellationToken cancellationToken)
    {
        await _host.StartAsync(cancellationToken);
        await _control.PauseAsync("pack", "first", cancellationToken);
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var answer = new TaskCompletionSource();
        _beforeReceiving = queue =>
        {
            if (queue != silent)
            {
                return Task.CompletedTask;
            }

            asked.TrySetResult();
            return answer.Task;
        };
        _control.Resume("pack");
        await asked.Task.WaitAsync(cancellationToken);

        await _control.PauseAsync("pack", "again", cancellationToken).WaitAsync(cancellationToken);

        await IsAsync(QueueState.Paused, cancellationToken);
        Assert.That((await ConsumersOfAsync(Queue), await ConsumersOfAsync(Suspects)), Is.EqualTo((0, 0)));
        _beforeReceiving = static _ => Task.CompletedTask;
        await ResumeAsync(cancellationToken);
        answer.SetResult();
    }

    [Test, CancelAfter(60_000)]
    public async Task PauseAndResume_ManyTimesAtOnce_WhatIsPausedIsNotConsumed(CancellationToken cancellationToken)
    {
        await _host.StartAsync(cancellationToken);
        for (var round = 0; round < 1000; round++)
        {
            await _control.PauseAsync("pack", "first", cancellationToken);
            _control.Resume("pack");
            // Into each moment of the resume, sooner or later.
            SpinWait.SpinUntil(() => Handler.State == QueueState.Consuming, TimeSpan.FromSeconds(1));
            Thread.SpinWait(round % 50 * 20);
            await _control.PauseAsync("pack", "again", cancellationToken);
            await IsAsync(QueueState.Paused, cancellationToken);

            Assert.That((await ConsumersOfAsync(Queue), await ConsumersOfAsync(Suspects)), Is.EqualTo((0, 0)), $"round {round}");
            await ResumeAsync(cancellationToken);
        }
    }

    private async Task ResumeAsync(CancellationToken cancellationToken)
    {
        _control.Resume("pack");
        await IsAsync(QueueState.Consuming, cancellationToken);
        while ((await ConsumersOfAsync(Queue), await ConsumersOfAsync(Suspects)) != (1, 1))
        {
            await Task.Delay(1, cancellationToken);
        }
    }

    private async Task IsAsync(QueueState state, CancellationToken cancellationToken)
    {
        while (Handler.State != state)
        {
            await Task.Delay(1, cancellationToken);
        }
    }

    private async Task<int> ConsumersOfAsync(string queue)
    {
        await using var reader = await _transport.ReadAsync(queue, CancellationToken.None);
        return reader!.Consumers;
    }
}
