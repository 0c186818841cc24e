using Ponos.Faults.Tests.Support;

namespace Ponos.Faults.Tests.Contract;

/// <summary>The real broker, and real seconds.</summary>
internal sealed class RabbitRig : IDeliveryRig
{
    public TimeSpan LongWait => TimeSpan.FromSeconds(3);

    public TimeSpan ShortWait => TimeSpan.FromMilliseconds(200);

    public TimeProvider Clock => TimeProvider.System;

    public async Task<WorkerHost> StartAsync(WorkerSetup setup) => await WorkerHost.StartAsync((await Brokers.SteadyAsync()).Uri, setup);

    public Task PassAsync(TimeSpan time) => Task.Delay(time);

    public Task UntilAsync(Func<bool> condition, Func<string> what) => Wait.UntilAsync(condition, what);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
