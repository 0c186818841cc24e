using Khronos.Engine;
using Khronos.Publishing;

namespace Khronos.Schedules;

/// <summary>
/// Reckons through what will be reckoned of a schedule, before it is kept: what is kept is put in force by every replica
/// that leads from then on.
/// </summary>
internal static class ScheduleTrial
{
    private const int Ticks = 2;

    /// <exception cref="ScheduleRefusedException">It has no instant, or cannot be reckoned with.</exception>
    public static void Run(ScheduleDocument document, DateTimeOffset now)
    {
        try
        {
            var schedule = document.ToSchedule() with { IsPaused = false };
            var run = new ScheduleRun(schedule, now, catchUpLimit: 1);
            if (run.DueAt is null)
            {
                throw new ScheduleRefusedException(["It has no instant: none lies between 'startsAt' and 'endsAt', or before the year 10000."]);
            }

            var ticks = new List<Tick>();
            for (var i = 0; i < Ticks && run.DueAt is { } due; i++)
            {
                run.Fire(due, now, ticks);
            }

            foreach (var tick in ticks)
            {
                _ = TickPublisher.EventOf(tick);
            }
        }
        catch (Exception exception) when (exception is not ScheduleRefusedException)
        {
            throw new ScheduleRefusedException([$"It cannot be reckoned with: {exception.Message}"]);
        }
    }
}
