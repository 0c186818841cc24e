namespace Ponos.Schema.Formats;

/// <summary>Whether a text has a format.</summary>
internal delegate bool FormatCheck(ReadOnlySpan<byte> text);

/// <summary>A format that can be checked.</summary>
/// <param name="Description">What the text must be, to go after "must be".</param>
/// <param name="Matches">The check, over unescaped UTF-8.</param>
internal sealed record StringFormat(string Description, FormatCheck Matches);
