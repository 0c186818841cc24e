using Microsoft.Extensions.Time.Testing;
using Ponos.Transport.InMemory;

namespace Ponos.Transport.Tests.Support;

/// <summary>The embedded broker on a clock that stands still unless the test moves it.</summary>
internal sealed class InMemoryBrokerUnderTest : IBrokerUnderTest
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public InMemoryBrokerUnderTest() => Broker = new InMemoryBroker(_clock);

    public InMemoryBroker Broker { get; }

    public TimeProvider Clock => _clock;

    public TimeSpan ClockTolerance => TimeSpan.Zero;

    public int LengthTolerance => 0;

    public Task<ITransport> ConnectAsync(CancellationToken cancellationToken) =>
        Task.FromResult<ITransport>(new InMemoryTransport(Broker));

    public Task AdvanceAsync(TimeSpan by, CancellationToken cancellationToken)
    {
        _clock.Advance(by);
        return Task.CompletedTask;
    }

    public Task LullAsync(CancellationToken cancellationToken) =>
        Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellationToken);

    public ValueTask DisposeAsync()
    {
        Broker.Dispose();
        return ValueTask.CompletedTask;
    }
}
