using System.Buffers;
using System.Text;
using Ponos.Diagnostics;

namespace Ponos.Tool;

/// <summary>
/// Text out of jobs and from processes, for a terminal: what would steer it, or is not seen there, is written as an escape.
/// </summary>
internal static class ForeignText
{
    public static string Clean(string? text, bool keepLines = false)
    {
        var clean = new StringBuilder();
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            var isWhole = Rune.DecodeFromUtf16(rest, out var rune, out var taken) == OperationStatus.Done;
            _ = rune.Value is '\n' or '\t' ? clean.Append(keepLines && rune.Value == '\n' ? '\n' : ' ')
                : isWhole && !UnseenCharacters.IsOne(rune) ? clean.Append(rest[..taken])
                : clean.Append(UnseenCharacters.Escaped(rest[..taken]));
            rest = rest[taken..];
        }

        return clean.ToString();
    }
}
