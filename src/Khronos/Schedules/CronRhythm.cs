using Cronos;

namespace Khronos.Schedules;

/// <summary>
/// A cron expression in a time zone. A fixed time of day happens once a day: after the gap when the clock jumps over it,
/// the first time when the clock shows it twice. What repeats within hours follows the time that really passes.
/// </summary>
internal sealed class CronRhythm : Rhythm
{
    private readonly CronExpression _expression;
    private readonly TimeZoneInfo _zone;
    private readonly TimeSpan _offset;

    private CronRhythm(CronExpression expression, string text, TimeZoneInfo zone, TimeSpan offset)
    {
        _expression = expression;
        _zone = zone;
        _offset = offset;
        Text = text;
    }

    public string Text { get; }

    public string TimeZone => _zone.Id;

    /// <summary>Reads an expression of five fields, or of six with seconds first; <c>H</c> stands for a value that depends on the name.</summary>
    /// <exception cref="FormatException">The expression cannot be read, or never happens; the message says what is wrong.</exception>
    /// <exception cref="TimeZoneNotFoundException">The time zone is not known here.</exception>
    public static CronRhythm Parse(string text, string timeZone, string name, TimeSpan offset = default)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(timeZone);
        var format = text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries).Length == 6 ? CronFormat.IncludeSeconds : CronFormat.Standard;
        var expression = CronExpression.Parse(text, format, StableHash.Of(name));
        return expression.GetNextOccurrence(DateTimeOffset.UnixEpoch, TimeZoneInfo.Utc) is null
            ? throw new FormatException("it has no day on which it happens.")
            : new CronRhythm(expression, text, zone, offset);
    }

    /// <summary>Only ever asked forward: Cronos looking backward is wrong inside the gap of a time change.</summary>
    public override DateTimeOffset? Next(DateTimeOffset after) =>
        _expression.GetNextOccurrence(after - _offset, _zone) is { } next ? (next + _offset).ToUniversalTime() : null;

    public override long SequenceOf(DateTimeOffset instant, DateTimeOffset anchor)
    {
        var count = 0L;
        for (var next = Next(anchor); next <= instant; next = Next(next.Value))
        {
            count++;
        }

        return count;
    }
}
