using Microsoft.Extensions.DependencyInjection;
using Ponos.Faults.Tests.Support;
using Ponos.Hosting;
using Ponos.Testing;
using Ponos.Transport.InMemory;

namespace Ponos.Faults.Tests.Contract;

/// <summary>The embedded broker on a clock that goes from one due timer to the next.</summary>
internal sealed class InMemoryRig : IDeliveryRig
{
    private static readonly TimeSpan Horizon = TimeSpan.FromDays(30);

    private readonly SteppedClock _clock = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly InMemoryBroker _broker;
    private readonly List<WorkerHost> _workers = [];

    public InMemoryRig() => _broker = new InMemoryBroker(_clock);

    public TimeSpan LongWait => TimeSpan.FromDays(1);

    public TimeSpan ShortWait => TimeSpan.FromMilliseconds(200);

    public TimeProvider Clock => _clock;

    public async Task<WorkerHost> StartAsync(WorkerSetup setup)
    {
        var worker = await WorkerHost.StartAsync("", setup with
        {
            Options = options =>
            {
                setup.Options?.Invoke(options);
                options.Broker = BrokerChoice.InMemory;
            },
            Services = services =>
            {
                setup.Services?.Invoke(services);
                services.AddSingleton<TimeProvider>(_clock).AddSingleton(_broker);
            },
        });
        _workers.Add(worker);
        return worker;
    }

    public async Task PassAsync(TimeSpan time)
    {
        var end = _clock.GetUtcNow() + time;
        await SettleAsync();
        while (_clock.NextDue is { } due && due <= end)
        {
            _clock.Advance(due - _clock.GetUtcNow());
            await SettleAsync();
        }

        _clock.Advance(end - _clock.GetUtcNow());
        await SettleAsync();
    }

    public async Task UntilAsync(Func<bool> condition, Func<string> what)
    {
        var end = _clock.GetUtcNow() + Horizon;
        await SettleAsync();
        while (!condition())
        {
            if (_clock.NextDue is not { } due || due > end)
            {
                // Nothing more is due: what is to come is on its way.
                await Wait.UntilAsync(condition, what);
                return;
            }

            _clock.Advance(due - _clock.GetUtcNow());
            await SettleAsync();
        }
    }

    public ValueTask DisposeAsync()
    {
        _broker.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Lets the jobs that are on their way end, as far as they can without the clock.</summary>
    private async Task SettleAsync()
    {
        try
        {
            await new IdleWatch([.. _workers.Select(worker => worker.Server)], _broker).AwaitAsync(TimeSpan.FromMilliseconds(100));
        }
        catch (TimeoutException)
        {
            // A job that waits for the test itself never ends.
        }
    }
}
