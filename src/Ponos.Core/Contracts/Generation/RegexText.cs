using System.Text;

namespace Ponos.Contracts.Generation;

/// <summary>Plain text inside a pattern of ECMA-262, which takes an escape only before what needs it.</summary>
internal static class RegexText
{
    private const string Syntax = @"^$\.*+?()[]{}|/";

    public static string Escape(string text)
    {
        var pattern = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (Syntax.Contains(character, StringComparison.Ordinal))
            {
                pattern.Append('\\');
            }

            pattern.Append(character);
        }

        return pattern.ToString();
    }
}
