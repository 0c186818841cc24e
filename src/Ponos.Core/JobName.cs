namespace Ponos;

/// <summary>The grammar of job and service names.</summary>
internal static class JobName
{
    /// <summary>A queue's name is at most 255 bytes; a service, its dots and the suffix must fit beside the job's name.</summary>
    public const int MaxLength = 120;

    public const string Rule =
        "dot-separated words of letters, digits, '-' and '_', each beginning with a letter or digit, at most 120 characters";

    public static bool IsName(ReadOnlySpan<char> name) => IsValid(name, patterns: false);

    /// <summary>A name in which whole words may be <c>*</c> (one word) or <c>#</c> (any number of words).</summary>
    public static bool IsNameOrPattern(ReadOnlySpan<char> name) => IsValid(name, patterns: true);

    public static bool IsPattern(ReadOnlySpan<char> name) => name.IndexOfAny('*', '#') >= 0;

    private static bool IsValid(ReadOnlySpan<char> name, bool patterns)
    {
        if (name.IsEmpty || name.Length > MaxLength)
        {
            return false;
        }

        foreach (var range in name.Split('.'))
        {
            var word = name[range];
            if (patterns && word is "*" or "#")
            {
                continue;
            }

            if (word.IsEmpty || !char.IsAsciiLetterOrDigit(word[0]))
            {
                return false;
            }

            foreach (var c in word)
            {
                if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'))
                {
                    return false;
                }
            }
        }

        return true;
    }
}
