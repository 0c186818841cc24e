using System.Text;

namespace Ponos.Contracts;

/// <summary>The paths that System.Text.Json puts into its exceptions, as JSON Pointers (RFC 6901).</summary>
internal static class JsonPath
{
    /// <summary>Turns <c>$.items[0]['odd.name']</c> into <c>/items/0/odd.name</c>.</summary>
    public static string ToPointer(string path)
    {
        var pointer = new StringBuilder();
        var rest = path.AsSpan().TrimStart('$');
        while (!rest.IsEmpty)
        {
            var quoted = rest.StartsWith("['", StringComparison.Ordinal);
            var start = quoted ? 2 : 1;
            var length = quoted ? rest[start..].IndexOf("']", StringComparison.Ordinal)
                : rest[0] == '[' ? rest[start..].IndexOf(']')
                : rest[start..].IndexOfAny('.', '[');
            var part = length < 0 ? rest[start..] : rest.Slice(start, length);
            pointer.Append('/')
                .Append(part.ToString().Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal));
            var end = start + part.Length + (quoted ? 2 : rest[0] == '[' ? 1 : 0);
            rest = end >= rest.Length ? [] : rest[end..];
        }

        return pointer.ToString();
    }
}
