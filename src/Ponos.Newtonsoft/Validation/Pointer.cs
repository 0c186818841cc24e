using System.Text;

namespace Ponos.Newtonsoft.Validation;

/// <summary>Paths of Newtonsoft.Json (<c>a['b.c'][0]</c>) as JSON Pointers (RFC 6901).</summary>
internal static class Pointer
{
    public static string Escape(string name) =>
        name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    public static string Of(string path)
    {
        var pointer = new StringBuilder(path.Length + 1);
        var at = 0;
        while (at < path.Length)
        {
            pointer.Append('/').Append(Escape(path[at] == '[' ? Bracket(path, ref at) : Plain(path, ref at)));
        }

        return pointer.ToString();
    }

    private static string Plain(string path, ref int at)
    {
        at += path[at] == '.' ? 1 : 0;
        var end = path.AsSpan(at).IndexOfAny('.', '[');
        var name = end < 0 ? path[at..] : path.Substring(at, end);
        at += name.Length;
        return name;
    }

    /// <summary>An index, or a name in quotes with backslashes before what would end it.</summary>
    private static string Bracket(string path, ref int at)
    {
        at++;
        if (at < path.Length && path[at] != '\'')
        {
            var close = path.IndexOf(']', at);
            var index = close < 0 ? path[at..] : path[at..close];
            at = close < 0 ? path.Length : close + 1;
            return index;
        }

        at++;
        var name = new StringBuilder();
        while (at < path.Length && path[at] != '\'')
        {
            at += path[at] == '\\' && at + 1 < path.Length ? 1 : 0;
            name.Append(path[at++]);
        }

        at = Math.Min(at + 2, path.Length);
        return name.ToString();
    }
}
