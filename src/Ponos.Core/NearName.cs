namespace Ponos;

/// <summary>Finds what somebody may have meant who wrote a name that is not there.</summary>
internal static class NearName
{
    private const int LeastDistance = 2;

    /// <summary>A question for the message of an error, with a blank before it; empty where no known name is near.</summary>
    public static string Ask(string wrong, IEnumerable<string> known) => Of(wrong, known) is { } near ? $" Did you mean '{near}'?" : "";

    /// <summary>The nearest known name, or none that is near.</summary>
    public static string? Of(string wrong, IEnumerable<string> known)
    {
        string? nearest = null;
        var least = Math.Max(LeastDistance, wrong.Length / 3) + 1;
        foreach (var name in known)
        {
            // Whoever writes the last word of a name means it: 'Timeout' for 'AttemptTimeout'.
            var distance = name.EndsWith(wrong, StringComparison.OrdinalIgnoreCase) && wrong.Length > 3 ? 1 : Distance(wrong, name);
            if (distance < least)
            {
                (nearest, least) = (name, distance);
            }
        }

        return nearest;
    }

    /// <summary>How many letters are to be changed, added or taken away; two that changed places count as one.</summary>
    private static int Distance(string one, string other)
    {
        var (beforeLast, last, row) =
            (new int[other.Length + 1], Enumerable.Range(0, other.Length + 1).ToArray(), new int[other.Length + 1]);
        for (var i = 1; i <= one.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var change = IsSame(one[i - 1], other[j - 1]) ? 0 : 1;
                row[j] = Math.Min(Math.Min(last[j], row[j - 1]) + 1, last[j - 1] + change);
                if (i > 1 && j > 1 && IsSame(one[i - 1], other[j - 2]) && IsSame(one[i - 2], other[j - 1]))
                {
                    row[j] = Math.Min(row[j], beforeLast[j - 2] + 1);
                }
            }

            (beforeLast, last, row) = (last, row, beforeLast);
        }

        return last[other.Length];
    }

    private static bool IsSame(char one, char other) => char.ToUpperInvariant(one) == char.ToUpperInvariant(other);
}
