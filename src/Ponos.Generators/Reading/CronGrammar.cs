using System.Globalization;

namespace Ponos.Generators.Reading;

/// <summary>
/// What can be said of a cron expression without reckoning with it. Whatever Khronos can read passes; what passes and
/// means nothing, such as the 30th of February, Khronos rejects when it is asked.
/// </summary>
internal static class CronGrammar
{
    public const string Rule = "five fields, or six with seconds first, such as '0 3 * * MON-FRI'";

    private static readonly string[] Macros =
        ["@every_second", "@every_minute", "@hourly", "@daily", "@midnight", "@weekly", "@monthly", "@yearly", "@annually"];

    private static readonly string[] Months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
    private static readonly string[] Days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

    private static readonly Field[] Fields =
    [
        new("second", 0, 59, []),
        new("minute", 0, 59, []),
        new("hour", 0, 23, []),
        new("day of the month", 1, 31, []),
        new("month", 1, 12, Months),
        new("day of the week", 0, 7, Days),
    ];

    /// <summary>What is wrong with the expression, or <see langword="null"/>.</summary>
    public static string? Problem(string text)
    {
        var parts = text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 1 && parts[0][0] == '@')
        {
            return Macros.Contains(parts[0].ToLowerInvariant()) ? null : $"'{parts[0]}' is none of {string.Join(", ", Macros)}";
        }

        if (parts.Length is not (5 or 6))
        {
            return $"it has {parts.Length} fields";
        }

        for (var i = 0; i < parts.Length; i++)
        {
            var field = Fields[i + Fields.Length - parts.Length];
            foreach (var item in parts[i].ToUpperInvariant().Split(','))
            {
                if (!field.Admits(item))
                {
                    return $"'{item}' is no {field.Name}{(field.IsNumber(item) ? $", which goes from {field.From} to {field.To}" : "")}";
                }
            }
        }

        return null;
    }

    private sealed record Field(string Name, int From, int To, string[] Words)
    {
        private const string Special = "LW#?H";

        public bool IsNumber(string item) => int.TryParse(item, NumberStyles.None, CultureInfo.InvariantCulture, out _);

        public bool Admits(string item)
        {
            var parts = item.Split('/');
            return parts.Length <= 2 && parts[0].Length > 0 && (parts.Length == 1 || IsStep(parts[1])) && AdmitsRange(parts[0]);
        }

        private bool AdmitsRange(string range)
        {
            if (range is "*" or "?")
            {
                return true;
            }

            var ends = range.Split('-');
            // The last, the nearest, the nth and the hashed have rules of their own; here only their characters are looked at.
            return IsWord(range)
                || (ends.Length == 2 && IsWord(ends[0]) && IsWord(ends[1]))
                || (range.Any(c => Special.IndexOf(c) >= 0)
                    && range.All(c => Special.IndexOf(c) >= 0 || c == '-' || char.IsDigit(c) || Words.Any(word => word.IndexOf(c) >= 0)));
        }

        private bool IsWord(string word) =>
            int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number >= From && number <= To
                : Words.Contains(word);

        private static bool IsStep(string step) =>
            int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0;
    }
}
