namespace Ponos;

/// <summary>The grammar of job and service names. The generator compiles this file too.</summary>
internal static class JobName
{
    /// <summary>A queue's name is at most 255 bytes; a service, its dots and the suffix must fit beside the job's name.</summary>
    public const int MaxLength = 120;

    public const string Rule =
        "dot-separated words of letters, digits, '-' and '_', each beginning with a letter or digit, at most 120 characters";

    public const string PatternRule = Rule + "; in a pattern a word may be '*' (one word) or '#' (any number of words)";

    public static bool IsName(string name) => IsValid(name, patterns: false);

    /// <summary>A name in which whole words may be <c>*</c> (one word) or <c>#</c> (any number of words).</summary>
    public static bool IsNameOrPattern(string name) => IsValid(name, patterns: true);

    public static bool IsPattern(string name) => name.AsSpan().IndexOfAny('*', '#') >= 0;

    /// <summary>Whether a pattern has more <c>#</c> than RabbitMQ 4.3 takes in a binding.</summary>
    public static bool HasManyHashes(string pattern)
    {
        var hashes = 0;
        foreach (var character in pattern)
        {
            hashes += character == '#' ? 1 : 0;
        }

        return hashes > 2;
    }

    private static bool IsValid(string name, bool patterns)
    {
        if (name.Length is 0 or > MaxLength)
        {
            return false;
        }

        var start = 0;
        for (var i = 0; i <= name.Length; i++)
        {
            if (i < name.Length && name[i] != '.')
            {
                continue;
            }

            if (!IsWord(name, start, i, patterns))
            {
                return false;
            }

            start = i + 1;
        }

        return true;
    }

    private static bool IsWord(string name, int start, int end, bool patterns)
    {
        if (end == start)
        {
            return false;
        }

        if (patterns && end == start + 1 && name[start] is '*' or '#')
        {
            return true;
        }

        for (var i = start; i < end; i++)
        {
            if (!IsLetterOrDigit(name[i]) && (i == start || name[i] is not ('-' or '_')))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsLetterOrDigit(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9');
}
