using System.Globalization;
using System.Text;

namespace Ponos.Schema.Text;

/// <summary>JSON Pointer (RFC 6901): where a token is, and how a segment is written.</summary>
internal static class JsonPointer
{
    /// <summary>The pointer from the value at <paramref name="root"/> to the value or name at <paramref name="target"/>.</summary>
    /// <param name="view">The text.</param>
    /// <param name="target">Where to.</param>
    /// <param name="root">Where from.</param>
    /// <param name="longest">
    /// How many characters it may have: a longer one is cut and ends in an ellipsis, at no more cost than that.
    /// </param>
    public static string To(in JsonView view, int target, int root = 0, int longest = int.MaxValue)
    {
        var pointer = new StringBuilder();
        var container = root;
        while (container != target && pointer.Length <= longest)
        {
            var isObject = view[container].Type == JsonTypes.Object;
            var at = container + 1;
            for (var ordinal = 0; ; ordinal++)
            {
                var value = isObject ? at + 1 : at;
                var after = view.After(value);
                if (target < after)
                {
                    Append(pointer, isObject ? Name(view.Bytes(at), longest) : ordinal.ToString(CultureInfo.InvariantCulture));
                    container = target == at ? target : value;
                    break;
                }

                at = after;
            }
        }

        return pointer.Length <= longest ? pointer.ToString() : Cut(pointer.ToString(), longest);
    }

    /// <summary>A text of at most so many characters; one that is longer ends in an ellipsis.</summary>
    public static string Cut(string text, int longest) =>
        text.Length <= longest
            ? text
            : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[longest - 2]) ? longest - 2 : longest - 1), "…");

    /// <summary>A name, or as much of its beginning as is too long already.</summary>
    private static string Name(ReadOnlySpan<byte> name, int longest)
    {
        const int MostBytesPerCharacter = 4;
        if (name.Length <= (long)longest * MostBytesPerCharacter)
        {
            return Encoding.UTF8.GetString(name);
        }

        var end = (longest + 1) * MostBytesPerCharacter;
        while (end < name.Length && (name[end] & 0xC0) == 0x80)
        {
            end--;
        }

        return Encoding.UTF8.GetString(name[..Math.Min(end, name.Length)]);
    }

    /// <summary>The index that a pointer leads to, or -1.</summary>
    public static int Find(JsonText text, int root, string pointer)
    {
        var at = root;
        foreach (var segment in pointer.Split('/').Skip(1))
        {
            at = at < 0 ? at : Step(text, at, segment);
        }

        return at;
    }

    /// <summary>The index of the child that an escaped segment names, or -1.</summary>
    public static int Step(JsonText text, int container, string segment) => text.TypeOf(container) switch
    {
        JsonTypes.Object => text.Find(container, Unescape(segment)),
        JsonTypes.Array when int.TryParse(segment, NumberStyles.None, CultureInfo.InvariantCulture, out var ordinal)
            && ordinal < text.LengthOf(container) =>
            text.Items(container).ElementAt(ordinal),
        _ => -1,
    };

    /// <summary>Appends one segment, escaped.</summary>
    public static void Append(StringBuilder pointer, string segment) =>
        pointer.Append('/').Append(Escape(segment));

    public static string Escape(string segment) =>
        segment.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    public static string Unescape(string segment) =>
        segment.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
}
