using Khronos.Engine;
using Khronos.Publishing;
using Khronos.Schedules;

namespace Khronos.Book;

/// <summary>
/// Reckons through what will be reckoned of a schedule, before it is kept: what is kept is put in force by every replica
/// that leads from then on.
/// </summary>
internal static class ScheduleTrial
{
    private const int Ticks = 2;

    /// <summary>So many instants are looked at for how near they are to each other.</summary>
    private const int Spaced = 100;

    /// <param name="document">The schedule.</param>
    /// <param name="now">The trusted time.</param>
    /// <param name="shortest">The shortest time from one instant to the next.</param>
    /// <exception cref="ScheduleRefusedException">
    /// It has no instant, or they are too near to each other, or it cannot be reckoned with.
    /// </exception>
    public static void Run(ScheduleDocument document, DateTimeOffset now, TimeSpan shortest)
    {
        try
        {
            var schedule = document.ToSchedule() with { IsPaused = false };
            CheckSpace(schedule, now, shortest);
            var run = new ScheduleRun(schedule, now, catchUpLimit: 1);
            if (run.DueAt is null)
            {
                throw new ScheduleRefusedException(
                    ["It has no instant: none lies between 'startsAt' and 'endsAt', or before the year 10000."]);
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

    private static void CheckSpace(Schedule schedule, DateTimeOffset now, TimeSpan shortest)
    {
        var instant = schedule.Next(now);
        for (var i = 0; i < Spaced && instant is { } at && schedule.Next(at) is { } next; i++)
        {
            if (next - at < shortest)
            {
                throw new ScheduleRefusedException(
                    [$"It ticks {(next - at).TotalSeconds:0} s apart, "
                        + $"and the shortest interval here is {shortest.TotalSeconds:0} s (Khronos:ShortestInterval)."]);
            }

            instant = next;
        }
    }
}
