namespace Ponos.Core.Tests.Support;

/// <summary>What some handlers need and a test may leave out.</summary>
public interface IScales
{
    int Weigh();
}

/// <summary>A service that needs another.</summary>
public sealed class Warehouse(IScales scales)
{
    public int Weigh() => scales.Weigh();
}

/// <summary>Handlers of the service <c>door.store</c> alone, which need what a test may leave out.</summary>
[Service("door.store")]
public sealed class StoreWorkers(Warehouse warehouse)
{
    [Task("store.weigh")]
    public Task Weigh(Job job) => Task.FromResult(warehouse.Weigh());

    [Task("store.scale")]
    public static Task Scale(
        Job job, IScales scales, [Microsoft.Extensions.DependencyInjection.FromKeyedServices("fine")] IScales fine, Uri? optional = null) =>
        Task.FromResult(scales.Weigh() + fine.Weigh());

    [OnDead("store.scale")]
    public static Task OnScaleDead(Job job, IScales scales) => Task.FromResult(scales.Weigh());
}

/// <summary>Handlers of the service <c>door.front</c> alone.</summary>
[Service("door.front")]
public static class FrontWorkers
{
    [Event("door.rung")]
    public static Task OnRung(Job job) => Task.CompletedTask;

    [Task("front.open"), Ponos.RetryAttribute(MaxAttempts = 3, Delay = "1s", Jitter = false), Concurrency(2)]
    public static ValueTask Open(Job job) => throw new IOException("stuck");
}
