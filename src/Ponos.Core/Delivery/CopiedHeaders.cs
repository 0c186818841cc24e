namespace Ponos.Delivery;

/// <summary>The headers that travel on with a copy of a job: what the broker and earlier settlements added stays behind.</summary>
internal static class CopiedHeaders
{
    public static Dictionary<string, object?> Keep(IReadOnlyDictionary<string, object?>? headers)
    {
        var kept = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, value) in headers ?? kept)
        {
            var isOurs = name.StartsWith("ponos-", StringComparison.Ordinal) && name != JobHeaders.Contract;
            if (!isOurs && !name.StartsWith("x-", StringComparison.Ordinal))
            {
                kept[name] = value;
            }
        }

        return kept;
    }
}
