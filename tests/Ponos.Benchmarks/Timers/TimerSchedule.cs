namespace Ponos.Benchmarks.Timers;

/// <summary>One of the schedules that every contestant keeps.</summary>
/// <param name="Seconds">Its interval, from 1 to 60.</param>
/// <param name="Phase">From the Unix epoch to one of its instants; less than the interval.</param>
internal readonly record struct TimerSchedule(int Seconds, TimeSpan Phase)
{
    public const int Count = 100_000;

    public TimeSpan Every => TimeSpan.FromSeconds(Seconds);

    /// <summary>The seconds field of a cron expression.</summary>
    public string CronSeconds => Seconds == 60 ? $"{Phase.Seconds}" : $"{Phase.Seconds}/{Seconds}";

    /// <summary>The same schedules in every process: as many of each interval.</summary>
    public static IEnumerable<TimerSchedule> All(TimerKind kind)
    {
#pragma warning disable CA5394 // Only to spread them.
        var random = new Random(1);
        for (var i = 0; i < Count; i++)
        {
            var seconds = 1 + (i % 60);
            yield return new TimerSchedule(
                seconds, kind == TimerKind.Spread
                    ? TimeSpan.FromMilliseconds(random.Next(seconds * 1000))
                    : TimeSpan.FromSeconds(random.Next(seconds)));
        }
#pragma warning restore CA5394
    }
}
