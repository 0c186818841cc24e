using System.Globalization;
using System.Numerics;

namespace Khronos.Schedules;

/// <summary>
/// The dates and times of day that an expression names, on a calendar that knows no time zone. Times are ticks of such a
/// calendar, as <see cref="DateTime"/> has them.
/// </summary>
internal sealed class CronCalendar
{
    private static readonly long LastSecond = DateTime.MaxValue.Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond;

    /// <summary>The Gregorian calendar repeats itself after so many months: what does not happen in them never does.</summary>
    private const int MonthsOfCycle = 400 * 12;

    private readonly ulong _seconds;
    private readonly ulong _minutes;
    private readonly ulong _hours;
    private readonly ulong _months;
    private readonly CronDays _days;
    private readonly int _timesOfDay;

    public CronCalendar(CronText text)
    {
        _seconds = CronDays.Bits(text.Fields[0], 0, 59);
        _minutes = CronDays.Bits(text.Fields[1], 0, 59);
        _hours = CronDays.Bits(text.Fields[2], 0, 23);
        _months = CronDays.Bits(text.Fields[4], 1, 12);
        _days = new CronDays(text.Fields[3], text.Fields[5], text.IsEitherDay);
        _timesOfDay = BitOperations.PopCount(_hours) * BitOperations.PopCount(_minutes) * BitOperations.PopCount(_seconds);
    }

    /// <summary>The first time that is not before the given one; <see langword="null"/> when there is none.</summary>
    public long? From(long ticks)
    {
        if (ticks > LastSecond)
        {
            return null;
        }

        var start = new DateTime(WholeSecond(ticks));
        var (year, month, day) = start;
        var bits = DaysOf(year, month);
        if (Has(bits, day) && TimeFrom(start.Hour, start.Minute, start.Second) is { } time)
        {
            return At(year, month, day, time);
        }

        bits &= ulong.MaxValue << (day + 1);
        for (var passed = 0; bits == 0; passed++)
        {
            (year, month) = NextMonth(year, month);
            if (passed == MonthsOfCycle || year > DateTime.MaxValue.Year)
            {
                return null;
            }

            bits = DaysOf(year, month);
        }

        return At(year, month, BitOperations.TrailingZeroCount(bits), TimeFrom(0, 0, 0)!.Value);
    }

    /// <summary>How many times there are from one time to another, which does not count itself. Takes a moment for each month.</summary>
    public long Count(long from, long to)
    {
        if (from >= to)
        {
            return 0;
        }

        var first = new DateTime(WholeSecond(from));
        var last = new DateTime(WholeSecond(to));
        var days = 0L;
        for (var (year, month) = (first.Year, first.Month);
            (year, month) != (last.Year, last.Month);
            (year, month) = NextMonth(year, month))
        {
            days += BitOperations.PopCount(DaysOf(year, month));
        }

        return (days * _timesOfDay) + InMonthBefore(last) - InMonthBefore(first);
    }

    /// <summary>Times lie on whole seconds: the first that is not before.</summary>
    private static long WholeSecond(long ticks) =>
        Math.Min(
            (Math.Max(ticks, 0) + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond,
            LastSecond / TimeSpan.TicksPerSecond) * TimeSpan.TicksPerSecond;

    private static (int Year, int Month) NextMonth(int year, int month) => month == 12 ? (year + 1, 1) : (year, month + 1);

    private static long At(int year, int month, int day, int secondOfDay) =>
        new DateTime(year, month, day).Ticks + (secondOfDay * TimeSpan.TicksPerSecond);

    private ulong DaysOf(int year, int month) => (_months & (1UL << month)) == 0 ? 0 : _days.Of(year, month);

    /// <summary>The first time of day that is not before the given one, in seconds.</summary>
    private int? TimeFrom(int hour, int minute, int second)
    {
        if (Has(_hours, hour))
        {
            if (Has(_minutes, minute) && First(_seconds, second) is { } inMinute)
            {
                return Seconds(hour, minute, inMinute);
            }

            if (First(_minutes, minute + 1) is { } inHour)
            {
                return Seconds(hour, inHour, First(_seconds, 0)!.Value);
            }
        }

        return First(_hours, hour + 1) is { } later ? Seconds(later, First(_minutes, 0)!.Value, First(_seconds, 0)!.Value) : null;
    }

    private static int Seconds(int hour, int minute, int second) => (hour * 3600) + (minute * 60) + second;

    private static bool Has(ulong bits, int value) => (bits & (1UL << value)) != 0;

    private static int? First(ulong bits, int from) =>
        (bits & (ulong.MaxValue << from)) is var left and not 0 ? BitOperations.TrailingZeroCount(left) : null;

    private long InMonthBefore(DateTime time)
    {
        var days = DaysOf(time.Year, time.Month);
        var before = (long)BitOperations.PopCount(Below(days, time.Day)) * _timesOfDay;
        return Has(days, time.Day) ? before + InDayBefore(time) : before;
    }

    private long InDayBefore(DateTime time)
    {
        var seconds = BitOperations.PopCount(_seconds);
        var before = BitOperations.PopCount(Below(_hours, time.Hour)) * BitOperations.PopCount(_minutes) * seconds;
        if (!Has(_hours, time.Hour))
        {
            return before;
        }

        before += BitOperations.PopCount(Below(_minutes, time.Minute)) * seconds;
        return Has(_minutes, time.Minute) ? before + BitOperations.PopCount(Below(_seconds, time.Second)) : before;
    }

    private static ulong Below(ulong bits, int value) => bits & ~(ulong.MaxValue << value);
}
