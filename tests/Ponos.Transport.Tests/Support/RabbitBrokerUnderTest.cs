using Ponos.Transport.RabbitMq;

namespace Ponos.Transport.Tests.Support;

/// <summary>The real broker, shared by all tests; their queues' names keep them apart.</summary>
internal sealed class RabbitBrokerUnderTest : IBrokerUnderTest
{
    public TimeProvider Clock => TimeProvider.System;

    public TimeSpan ClockTolerance => TimeSpan.FromMilliseconds(50);

    /// <summary>A quorum queue notices that it is full a few messages late.</summary>
    public int LengthTolerance => 10;

    public async Task<ITransport> ConnectAsync(CancellationToken cancellationToken)
    {
        var broker = await RabbitNode.GetAsync();
        return new RabbitTransport(RabbitUri.Parse(broker.Uri));
    }

    public Task AdvanceAsync(TimeSpan by, CancellationToken cancellationToken) => Task.Delay(by, cancellationToken);

    public Task LullAsync(CancellationToken cancellationToken) => Task.Delay(TimeSpan.FromMilliseconds(300), cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
