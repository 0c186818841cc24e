namespace Khronos.Tests.Support;

/// <summary>What the clocks of a zone show at each minute of UTC.</summary>
internal sealed class MinuteClocks
{
    private readonly List<(DateTimeOffset At, DateTime Local, bool IsFirst, DateTime Expected)> _minutes = [];

    public MinuteClocks(TimeZoneInfo zone, DateTimeOffset from, DateTimeOffset to)
    {
        (Zone, From, To) = (zone.Id, from, to);
        var shown = new HashSet<DateTime>();
        // What was shown before the span is no first time within it.
        var begin = from.AddHours(-27);
        var expected = DateTime.MinValue;
        for (var minute = begin; minute <= to; minute = minute.AddMinutes(1))
        {
            var local = minute.UtcDateTime + zone.GetUtcOffset(minute);
            var isFirst = shown.Add(local);
            if (minute >= from)
            {
                _minutes.Add((minute, local, isFirst, minute == begin ? local : expected));
            }

            expected = local.AddMinutes(1);
        }
    }

    public string Zone { get; }

    public DateTimeOffset From { get; }

    public DateTimeOffset To { get; }

    /// <summary>Named times once a day, in the gap at its end; what repeats whenever it is shown.</summary>
    public List<DateTimeOffset> Instants(SweptExpression expression)
    {
        var instants = new List<DateTimeOffset>();
        foreach (var (at, local, isFirst, expected) in _minutes)
        {
            var isShown = expression.Matches(local) && (expression.IsRepeating || isFirst);
            var isMadeUp = expression.NamesHours && Skipped(expected, local).Any(expression.Matches);
            if (isShown || isMadeUp)
            {
                instants.Add(at);
            }
        }

        return instants;
    }

    private static IEnumerable<DateTime> Skipped(DateTime from, DateTime to)
    {
        for (var local = from; local < to; local = local.AddMinutes(1))
        {
            yield return local;
        }
    }
}
