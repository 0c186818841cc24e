namespace Khronos.Engine;

/// <summary>Where ticks go.</summary>
internal interface ITickSink
{
    /// <summary>Publishes a tick; completes when it is known to be taken. The same tick may come again, under the same id.</summary>
    ValueTask PublishAsync(Tick tick, CancellationToken cancellationToken);
}
