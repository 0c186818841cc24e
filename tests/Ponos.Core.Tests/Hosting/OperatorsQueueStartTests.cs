using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Ponos.Core.Tests.Support;
using Ponos.Handlers;
using Ponos.Transport;

namespace Ponos.Core.Tests.Hosting;

/// <summary>A start ends with the queue for operators open, as with its other queues; but jobs do not wait for operators.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class OperatorsQueueStartTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IHost _host = null!;

    [SetUp]
    public void Build()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton<TimeProvider>(_clock);
        builder.Services.AddKeyedSingleton<ITransportLayer>("shop", new RefusingLayer("") { BeforeReceiving = AnswerAsync });
        builder.Services.AddPonos("shop", HandlerCatalog.Empty).UseInMemory().MapTask("pack", (Job _) => Task.CompletedTask);
        _host = builder.Build();

        async Task AnswerAsync(string queue)
        {
            if (queue.StartsWith("ponos.control.", StringComparison.Ordinal))
            {
                _asked.TrySetResult();
                await _answer.Task;
            }
        }
    }

    [TearDown]
    public async Task StopAsync()
    {
        _answer.TrySetResult();
        await _host.StopAsync();
        _host.Dispose();
    }

    [Test, CancelAfter(30_000)]
    public async Task Start_OperatorsQueueIsLate_WaitsForIt(CancellationToken cancellationToken)
    {
        var starting = _host.StartAsync(cancellationToken);
        await _asked.Task.WaitAsync(cancellationToken);
        Assert.That(await Task.WhenAny(starting, Task.Delay(100, cancellationToken)), Is.Not.SameAs(starting));

        _answer.SetResult();

        await starting.WaitAsync(cancellationToken);
    }

    [Test, CancelAfter(30_000)]
    public async Task Start_OperatorsQueueIsRefused_IsAStartAllTheSame(CancellationToken cancellationToken)
    {
        _answer.SetException(new InvalidOperationException("not here"));

        await _host.StartAsync(cancellationToken);
    }

    [Test, CancelAfter(30_000)]
    public async Task Start_OperatorsQueueIsNeverAnswered_WaitsFiveSeconds(CancellationToken cancellationToken)
    {
        var starting = _host.StartAsync(cancellationToken);
        await _asked.Task.WaitAsync(cancellationToken);
        while (!starting.IsCompleted)
        {
            // The wait may begin after the first step.
            _clock.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(starting, Task.Delay(5, cancellationToken));
        }

        await starting.WaitAsync(cancellationToken);
        Assert.That(_clock.GetUtcNow() - _clock.Start, Is.GreaterThanOrEqualTo(TimeSpan.FromSeconds(5)));
    }
}
