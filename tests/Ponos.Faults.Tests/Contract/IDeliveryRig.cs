using Ponos.Faults.Tests.Support;

namespace Ponos.Faults.Tests.Contract;

/// <summary>A broker with its clock, for one test of the contract: workers come and go on it.</summary>
internal interface IDeliveryRig : IAsyncDisposable
{
    /// <summary>A wait that happens on the broker: a day on a clock that is moved, seconds on one that is not.</summary>
    TimeSpan LongWait { get; }

    /// <summary>A wait in the process.</summary>
    TimeSpan ShortWait { get; }

    TimeProvider Clock { get; }

    Task<WorkerHost> StartAsync(WorkerSetup setup);

    /// <summary>Lets time pass.</summary>
    Task PassAsync(TimeSpan time);

    /// <summary>Lets time pass until something is so.</summary>
    Task UntilAsync(Func<bool> condition, Func<string> what);
}
