namespace Ponos.Transport.RabbitMq;

/// <summary>
/// How long to wait before trying again: at once, then from 50 ms doubling to the longest, each shortened by up to half at
/// random so that a fleet does not come back in step.
/// </summary>
internal sealed class ReconnectDelay(RabbitTransportOptions options)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(50);

    // A connection that lived for less than this is part of the same trouble: flapping must not become a hot loop.
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(1);

    private int _failures;
    private long _succeededAt;

    public void Succeeded() => _succeededAt = options.TimeProvider.GetTimestamp();

    public Task WaitAsync(bool faulted, CancellationToken cancellationToken)
    {
        if (_succeededAt != 0 && options.TimeProvider.GetElapsedTime(_succeededAt) > Settled)
        {
            _failures = 0;
        }

        _succeededAt = 0;
        var delay = Next(faulted, Random.Shared.NextDouble());
        return delay == TimeSpan.Zero ? Task.CompletedTask : Task.Delay(delay, options.TimeProvider, cancellationToken);
    }

    internal TimeSpan Next(bool faulted, double random)
    {
        var exponent = _failures++;
        if (exponent == 0)
        {
            return TimeSpan.Zero;
        }

        var full = faulted ? options.FaultRetryDelay : First * Math.Pow(2, Math.Min(exponent - 1, 20));
        var longest = faulted ? options.FaultRetryDelay : options.MaxReconnectDelay;
        return (full < longest ? full : longest) * (1 - (random / 2));
    }
}
