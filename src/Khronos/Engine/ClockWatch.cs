using Khronos.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Khronos.Engine;

/// <summary>
/// The time that ticks go by: the wall clock, as long as the monotonic clock agrees with it. A step backward is taken as
/// it is, since no schedule fires an instant twice. A step forward beyond the limit is refused, and time goes on at the
/// monotonic clock's pace, until two later readings confirm it or an operator does.
/// </summary>
internal sealed class ClockWatch(TimeProvider time, TimeSpan forwardLimit, ILogger<ClockWatch> log)
{
    /// <summary>Readings of one step may differ by this much.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(1);

    /// <summary>Two readings that confirm a step are this far apart.</summary>
    private static readonly TimeSpan BetweenReadings = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private DateTimeOffset _wall = time.GetUtcNow();
    private long _stamp = time.GetTimestamp();
    private ForwardStep? _refused;

    /// <summary>The step that is refused for now; <see langword="null"/> when the clocks agree.</summary>
    public TimeSpan? RefusedStep
    {
        get
        {
            lock (_gate)
            {
                return _refused?.Size;
            }
        }
    }

    /// <summary>The trusted time, in UTC.</summary>
    public DateTimeOffset Read()
    {
        lock (_gate)
        {
            var wall = time.GetUtcNow();
            var stamp = time.GetTimestamp();
            var expected = _wall + time.GetElapsedTime(_stamp, stamp);
            var step = wall - expected;
            if (step <= forwardLimit || forwardLimit < TimeSpan.Zero)
            {
                Agree(wall, stamp, step);
                return wall;
            }

            if (Confirms(step, stamp))
            {
                log.ForwardStepTaken(step);
                Trust(wall, stamp);
                return wall;
            }

            return expected;
        }
    }

    /// <summary>Takes the wall clock as it is now: an operator's word.</summary>
    public void Confirm()
    {
        lock (_gate)
        {
            Trust(time.GetUtcNow(), time.GetTimestamp());
        }
    }

    private void Agree(DateTimeOffset wall, long stamp, TimeSpan step)
    {
        if (_refused is { } refused)
        {
            log.ForwardStepGone(refused.Size);
        }
        else if (step < -Tolerance)
        {
            log.BackwardStep(-step);
        }

        Trust(wall, stamp);
    }

    private bool Confirms(TimeSpan step, long stamp)
    {
        if (_refused is not { } refused || (step - refused.Size).Duration() > Tolerance)
        {
            log.ForwardStepRefused(step);
            _refused = new ForwardStep(step, stamp, 0);
            return false;
        }

        if (time.GetElapsedTime(refused.ReadAt, stamp) < BetweenReadings)
        {
            return false;
        }

        _refused = refused with { ReadAt = stamp, Confirmations = refused.Confirmations + 1 };
        return _refused.Confirmations == 2;
    }

    private void Trust(DateTimeOffset wall, long stamp)
    {
        _wall = wall;
        _stamp = stamp;
        _refused = null;
    }

    private sealed record ForwardStep(TimeSpan Size, long ReadAt, int Confirmations);
}
