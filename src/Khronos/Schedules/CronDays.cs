using System.Globalization;
using System.Numerics;

namespace Khronos.Schedules;

/// <summary>Which days of a month the two fields for days name, each as Cronos writes it out.</summary>
/// <param name="ofMonth"><c>*</c>, a list of numbers, <c>15W</c>, <c>L</c>, <c>L-2</c>, <c>LW</c> or <c>L-2W</c>.</param>
/// <param name="ofWeek"><c>*</c>, a list of numbers from 0 for Sunday, <c>5L</c> or <c>5#2</c>.</param>
/// <param name="either">Whether one of them is enough.</param>
internal sealed class CronDays(string ofMonth, string ofWeek, bool either)
{
    private readonly Func<int, int, ulong> _ofMonth = OfMonth(ofMonth);
    private readonly Func<int, int, ulong> _ofWeek = OfWeek(ofWeek);

    /// <summary>The days of a month, as bits from 1.</summary>
    public ulong Of(int year, int month) => either
        ? _ofMonth(year, month) | _ofWeek(year, month)
        : _ofMonth(year, month) & _ofWeek(year, month);

    /// <summary>The bits of a field: <c>*</c>, or a list of numbers.</summary>
    public static ulong Bits(string field, int from, int to)
    {
        if (field == "*")
        {
            return Range(from, to);
        }

        var bits = 0UL;
        foreach (var number in field.Split(','))
        {
            bits |= 1UL << Number(number);
        }

        return bits;
    }

    private static Func<int, int, ulong> OfMonth(string field)
    {
        if (!field.AsSpan().ContainsAny('L', 'W'))
        {
            var listed = Bits(field, 1, 31);
            return (year, month) => listed & All(year, month);
        }

        var isWorkday = field[^1] == 'W';
        var day = field.TrimEnd('W');
        int? before = day[0] != 'L' ? null : day.Length == 1 ? 0 : Number(day[2..]);
        var given = before is null ? Number(day) : 0;
        return (year, month) =>
        {
            var last = DateTime.DaysInMonth(year, month);
            var wanted = before is { } distance ? last - distance : given;
            return wanted < 1 || wanted > last ? 0 : 1UL << (isWorkday ? NearestWorkday(year, month, wanted, last) : wanted);
        };
    }

    private static Func<int, int, ulong> OfWeek(string field)
    {
        if (field.EndsWith('L'))
        {
            var day = Number(field[..^1]) % 7;
            return (year, month) => 1UL << (63 - BitOperations.LeadingZeroCount(Weekdays(1UL << day, year, month)));
        }

        if (field.Split('#') is [var weekday, var nth])
        {
            var (day, week) = (Number(weekday) % 7, Number(nth));
            return (year, month) => Weekdays(1UL << day, year, month) & Range(((week - 1) * 7) + 1, week * 7);
        }

        var listed = Bits(field, 0, 6);
        return (year, month) => Weekdays(listed, year, month);
    }

    /// <summary>The days of a month that are one of some days of the week.</summary>
    private static ulong Weekdays(ulong weekdays, int year, int month)
    {
        var weekday = (int)new DateTime(year, month, 1).DayOfWeek;
        var bits = 0UL;
        for (var day = 1; day <= 31; day++)
        {
            bits |= ((weekdays >> weekday) & 1) << day;
            weekday = weekday == 6 ? 0 : weekday + 1;
        }

        return bits & All(year, month);
    }

    /// <summary>The day itself, or on a weekend the workday next to it, in the same month.</summary>
    private static int NearestWorkday(int year, int month, int day, int last) => new DateTime(year, month, day).DayOfWeek switch
    {
        DayOfWeek.Saturday => day == 1 ? 3 : day - 1,
        DayOfWeek.Sunday => day == last ? day - 2 : day + 1,
        _ => day,
    };

    private static ulong All(int year, int month) => Range(1, DateTime.DaysInMonth(year, month));

    private static ulong Range(int from, int to) => (ulong.MaxValue << from) & (ulong.MaxValue >> (63 - to));

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
