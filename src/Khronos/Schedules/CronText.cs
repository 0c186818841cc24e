using System.Collections.Frozen;
using Cronos;

namespace Khronos.Schedules;

/// <summary>
/// A cron expression as it was written, and as it is read: Cronos knows the grammar, and writes out what names, steps and
/// <c>H</c> come to.
/// </summary>
internal sealed record CronText
{
    private static readonly FrozenDictionary<string, string> Macros = new Dictionary<string, string>
    {
        ["@yearly"] = "0 0 1 1 *",
        ["@annually"] = "0 0 1 1 *",
        ["@monthly"] = "0 0 1 * *",
        ["@weekly"] = "0 0 * * 0",
        ["@daily"] = "0 0 * * *",
        ["@midnight"] = "0 0 * * *",
        ["@hourly"] = "0 * * * *",
        ["@every_minute"] = "* * * * *",
        ["@every_second"] = "* * * * * *",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private CronText(string[] written, string[] fields)
    {
        Fields = fields;
        IsRepeating = written[..^3].Any(field => field.AsSpan().ContainsAny("*?-/"));
        NamesHours = !written[^4].AsSpan().ContainsAny("*?-/");
        IsEitherDay = IsRestricted(written[^3]) && IsRestricted(written[^1]);
    }

    /// <summary>
    /// Six fields, seconds first, each <c>*</c>, a list of numbers, or one of the words for days such as <c>L-2</c> and <c>5#3</c>.
    /// </summary>
    public IReadOnlyList<string> Fields { get; }

    /// <summary>Whether a time field is a star, a range or a step: it then goes on through an hour that the clock shows twice.</summary>
    public bool IsRepeating { get; }

    /// <summary>Whether its hours are named one by one: none of them is left out, also where the clock jumps over it.</summary>
    public bool NamesHours { get; }

    /// <summary>Whether days of the month and days of the week are both given, of which either is enough, as in every crontab.</summary>
    public bool IsEitherDay { get; }

    /// <summary>One blank between the fields, none around them.</summary>
    public static string Tidy(string text) => string.Join(' ', FieldsOf(text));

    /// <summary>Reads an expression of five fields, of six with seconds first, or a macro such as <c>@daily</c>.</summary>
    /// <param name="text">The expression.</param>
    /// <param name="seed">What <c>H</c> depends on.</param>
    /// <exception cref="FormatException">It is none; the message says what is wrong.</exception>
    public static CronText Read(string text, int seed)
    {
        var written = FieldsOf(text);
        if (written is [['@', ..] macro])
        {
            written = Macros.TryGetValue(macro, out var meant)
                ? FieldsOf(meant)
                : throw new FormatException(
                    $"'{macro}' is no macro: there are {string.Join(", ", Macros.Keys.Order(StringComparer.Ordinal))}.");
        }

        if (written.Length is not (5 or 6))
        {
            throw new FormatException(
                $"it has {written.Length} fields: write minute, hour, day of month, "
                + "month and day of week, with seconds before them where they are wanted.");
        }

        var read = CronExpression.Parse(
            string.Join(' ', written), written.Length == 6 ? CronFormat.IncludeSeconds : CronFormat.Standard, seed);
        var fields = FieldsOf(read.ToString());
        return new CronText(written, fields.Length == 6 ? fields : ["0", .. fields]);
    }

    public bool Equals(CronText? other) =>
        other is not null
        && Fields.SequenceEqual(other.Fields)
        && (IsRepeating, NamesHours, IsEitherDay) == (other.IsRepeating, other.NamesHours, other.IsEitherDay);

    public override int GetHashCode() => Fields[^1].GetHashCode(StringComparison.Ordinal);

    private static bool IsRestricted(string field) => field[0] is not ('*' or '?');

    private static string[] FieldsOf(string text) => text.Split(' ', '\t').Where(field => field.Length > 0).ToArray();
}
