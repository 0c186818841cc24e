namespace Ponos.Transport.Tests.Support;

/// <summary>One broker, made afresh for each test, that several transports connect to as several services would.</summary>
internal interface IBrokerUnderTest : IAsyncDisposable
{
    /// <summary>The clock that delays are measured with.</summary>
    TimeProvider Clock { get; }

    /// <summary>How much earlier than due a delayed job may arrive, for a broker whose clock is not ours.</summary>
    TimeSpan ClockTolerance { get; }

    /// <summary>How many jobs beyond a queue's greatest length the broker may take before it begins to refuse.</summary>
    int LengthTolerance { get; }

    Task<ITransport> ConnectAsync(CancellationToken cancellationToken);

    /// <summary>Lets time pass: really, or on a clock of the test's own.</summary>
    Task AdvanceAsync(TimeSpan by, CancellationToken cancellationToken);

    /// <summary>Gives the broker long enough to do what it must not do.</summary>
    Task LullAsync(CancellationToken cancellationToken);
}
