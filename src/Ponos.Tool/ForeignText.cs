using System.Text;

namespace Ponos.Tool;

/// <summary>Text out of jobs and from processes, for a terminal: what would steer it is taken out.</summary>
internal static class ForeignText
{
    public static string Clean(string? text, bool keepLines = false)
    {
        var clean = new StringBuilder();
        foreach (var letter in text ?? "")
        {
            clean.Append(!char.IsControl(letter) || (keepLines && letter == '\n') ? letter : letter is '\n' or '\t' ? ' ' : '\uFFFD');
        }

        return clean.ToString();
    }
}
