namespace Ponos.Topology;

/// <summary>AMQP's patterns over words between dots: <c>*</c> is one word, <c>#</c> any number of them, none included.</summary>
internal static class TopicPattern
{
    public static bool Matches(string pattern, string routingKey) =>
        pattern == "#" || Matches(Words(pattern), Words(routingKey));

    private static string[] Words(string text) => text.Length == 0 ? [] : text.Split('.');

    private static bool Matches(ReadOnlySpan<string> pattern, ReadOnlySpan<string> words)
    {
        // Where the last '#' stood, and how many words it has swallowed: on a mismatch it swallows one more.
        var (p, w, hash, swallowed) = (0, 0, -1, 0);
        while (w < words.Length)
        {
            if (p < pattern.Length && pattern[p] == "#")
            {
                hash = p++;
                swallowed = w;
            }
            else if (p < pattern.Length && (pattern[p] == "*" || pattern[p] == words[w]))
            {
                p++;
                w++;
            }
            else if (hash >= 0)
            {
                p = hash + 1;
                w = ++swallowed;
            }
            else
            {
                return false;
            }
        }

        while (p < pattern.Length && pattern[p] == "#")
        {
            p++;
        }

        return p == pattern.Length;
    }
}
