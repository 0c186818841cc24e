namespace Ponos.Contracts.Generation;

/// <summary>
/// Refuses what a pattern of .NET says and one of ECMA-262 says otherwise, or not at all. What both refuse, or only ECMA-262
/// does, the schema's compilation tells.
/// </summary>
internal static class DotNetPattern
{
    /// <exception cref="NotSupportedException">The pattern would mean something else in a schema.</exception>
    public static void Check(string pattern, string name)
    {
        var inClass = false;
        for (var i = 0; i < pattern.Length; i++)
        {
            var rest = pattern.AsSpan(i);
            if (rest[0] == '\\')
            {
                if (!inClass && rest.Length > 1 && "AZzGae".Contains(rest[1], StringComparison.Ordinal))
                {
                    throw Foreign(pattern, name, rest[..2].ToString(), "Leave it out: the whole text must match in any case");
                }

                i++;
            }
            else if (inClass)
            {
                if (rest.StartsWith("-[", StringComparison.Ordinal))
                {
                    throw Foreign(pattern, name, "-[", "Write the remaining characters out");
                }

                inClass = rest[0] != ']';
            }
            else if (rest[0] == '[')
            {
                var start = rest.StartsWith("[^", StringComparison.Ordinal) ? 2 : 1;
                if (rest.Length > start && rest[start] == ']')
                {
                    throw Foreign(pattern, name, rest[..(start + 1)].ToString(), @"Write \]");
                }

                inClass = true;
                i += start - 1;
            }
            else if (rest.StartsWith("(?", StringComparison.Ordinal) && Group(rest) is { } group)
            {
                throw Foreign(pattern, name, group, "Write it without");
            }
        }
    }

    /// <summary>The beginning of a group that only .NET has: options, atomic and balancing groups, conditions, comments.</summary>
    private static string? Group(ReadOnlySpan<char> rest)
    {
        if (rest.Length > 2 && ">(#'imnsx-".Contains(rest[2], StringComparison.Ordinal))
        {
            return rest[..3].ToString();
        }

        var end = rest.IndexOf('>');
        var isNamed = rest.Length > 3 && rest[2] == '<' && rest[3] is not ('=' or '!');
        return isNamed && end > 0 && rest[..end].Contains('-') ? rest[..(end + 1)].ToString() : null;
    }

    private static NotSupportedException Foreign(string pattern, string name, string what, string remedy) =>
        new(
            $"The [RegularExpression] of {name} is \"{pattern}\", and '{what}' means something else in JSON Schema "
            + $"(ECMA-262) than in .NET. {remedy}, or write a schema file for this contract.");
}
