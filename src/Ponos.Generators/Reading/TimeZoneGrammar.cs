namespace Ponos.Generators.Reading;

/// <summary>The form of IANA time zones. Whether there is one of that name, only the machine of Khronos knows.</summary>
internal static class TimeZoneGrammar
{
    public const string Rule = "an IANA name such as 'Europe/Berlin' or 'UTC'";

    private const int MaxLength = 64;

    public static bool IsIanaName(string? name) =>
        name is { Length: > 0 and <= MaxLength } && name.Split('/').All(IsPart);

    private static bool IsPart(string part) =>
        part.Length > 0
        && IsLetter(part[0])
        && part.All(c => IsLetter(c) || c is (>= '0' and <= '9') or '_' or '-' or '+');

    private static bool IsLetter(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z');
}
