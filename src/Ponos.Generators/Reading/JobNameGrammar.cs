namespace Ponos.Generators.Reading;

/// <summary>The grammar of job and service names; Ponos.Core checks the same at run time.</summary>
internal static class JobNameGrammar
{
    public const string Rule =
        "dot-separated words of letters, digits, '-' and '_', each beginning with a letter or digit, at most 120 characters";

    public const string PatternRule = Rule + "; in a pattern a word may be '*' (one word) or '#' (any number of words)";

    private const int MaxLength = 120;

    public static bool IsName(string name) => IsValid(name, patterns: false);

    public static bool IsNameOrPattern(string name) => IsValid(name, patterns: true);

    public static bool IsPattern(string name) => name.IndexOf('*') >= 0 || name.IndexOf('#') >= 0;

    private static bool IsValid(string name, bool patterns) =>
        name.Length is > 0 and <= MaxLength
        && name.Split('.').All(word => (patterns && word is "*" or "#") || IsWord(word));

    private static bool IsWord(string word) =>
        word.Length > 0 && IsLetterOrDigit(word[0]) && word.All(c => IsLetterOrDigit(c) || c is '-' or '_');

    private static bool IsLetterOrDigit(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9');
}
