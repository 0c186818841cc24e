namespace Ponos.Schema.Compilation;

/// <summary>
/// A URI reference, split and resolved as RFC 3986, section 5, says and no further: <see cref="Uri"/> would normalise
/// the names of schemas, and has no relative bases.
/// </summary>
internal readonly record struct UriReference(string? Scheme, string? Authority, string Path, string? Query, string? Fragment)
{
    public static UriReference Parse(string text)
    {
        var hash = text.IndexOf('#', StringComparison.Ordinal);
        var fragment = hash < 0 ? null : text[(hash + 1)..];
        text = hash < 0 ? text : text[..hash];
        var question = text.IndexOf('?', StringComparison.Ordinal);
        var query = question < 0 ? null : text[(question + 1)..];
        text = question < 0 ? text : text[..question];
        string? scheme = null;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon > 0 && IsScheme(text.AsSpan(0, colon)))
        {
            scheme = text[..colon];
            text = text[(colon + 1)..];
        }

        string? authority = null;
        if (text.StartsWith("//", StringComparison.Ordinal))
        {
            var slash = text.IndexOf('/', 2);
            authority = slash < 0 ? text[2..] : text[2..slash];
            text = slash < 0 ? string.Empty : text[slash..];
        }

        return new UriReference(scheme, authority, text, query, fragment);
    }

    /// <summary>The absolute URI, without fragment, that a reference means at a base.</summary>
    public static string Resolve(string baseUri, string reference)
    {
        var target = Parse(reference);
        if (target.Scheme is not null)
        {
            return (target with { Path = RemoveDots(target.Path), Fragment = null }).ToString();
        }

        var origin = Parse(baseUri);
        if (target.Authority is not null)
        {
            return (target with { Scheme = origin.Scheme, Path = RemoveDots(target.Path), Fragment = null }).ToString();
        }

        if (target.Path.Length == 0)
        {
            return (origin with { Query = target.Query ?? origin.Query, Fragment = null }).ToString();
        }

        var path = target.Path[0] == '/' ? target.Path : origin.Merge(target.Path);
        return (origin with { Path = RemoveDots(path), Query = target.Query, Fragment = null }).ToString();
    }

    public override string ToString() =>
        (Scheme is null ? string.Empty : Scheme + ":")
        + (Authority is null ? string.Empty : "//" + Authority)
        + Path
        + (Query is null ? string.Empty : "?" + Query)
        + (Fragment is null ? string.Empty : "#" + Fragment);

    private static bool IsScheme(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('+' or '-' or '.'))
            {
                return false;
            }
        }

        return char.IsAsciiLetter(text[0]);
    }

    private static string RemoveDots(string path)
    {
        if (!path.Contains('.', StringComparison.Ordinal))
        {
            return path;
        }

        var kept = new List<string>();
        var segments = path.Split('/');
        for (var i = 0; i < segments.Length; i++)
        {
            var isLast = i == segments.Length - 1;
            switch (segments[i])
            {
                case ".":
                    break;
                case "..":
                    // The empty first segment stands for the leading slash.
                    if (kept.Count > 1 || (kept.Count == 1 && kept[0].Length != 0))
                    {
                        kept.RemoveAt(kept.Count - 1);
                    }

                    break;
                default:
                    kept.Add(segments[i]);
                    continue;
            }

            if (isLast)
            {
                kept.Add(string.Empty);
            }
        }

        return string.Join('/', kept);
    }

    private string Merge(string path)
    {
        if (Authority is not null && Path.Length == 0)
        {
            return "/" + path;
        }

        return Path[..(Path.LastIndexOf('/') + 1)] + path;
    }
}
