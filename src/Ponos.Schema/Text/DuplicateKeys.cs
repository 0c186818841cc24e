namespace Ponos.Schema.Text;

/// <summary>Finds names that occur twice in one object, in time linear in the object whatever its names are.</summary>
internal static class DuplicateKeys
{
    private const int FewNames = 24;

    /// <summary>Flags each name that occurred before in the object at <paramref name="container"/>.</summary>
    /// <returns>The index of the first such name, or -1.</returns>
    public static int Mark(ReadOnlySpan<byte> text, ReadOnlySpan<byte> unescaped, Span<Token> tokens, int container) =>
        tokens[container].Length <= FewNames
            ? MarkFew(new JsonView(text, unescaped, tokens), tokens, container)
            : MarkMany(new JsonView(text, unescaped, tokens), tokens, container);

    private static int MarkFew(JsonView view, Span<Token> tokens, int container)
    {
        // A 64-bit filter of hashes: only a name whose bit is taken is compared with those before it.
        var first = -1;
        var taken = 0UL;
        for (var at = container + 1; at < tokens.Length; at = view.After(at + 1))
        {
            var bit = 1UL << (tokens[at].Link >>> 26);
            if ((taken & bit) != 0 && OccursBefore(in view, container, at))
            {
                tokens[at].Flags |= TokenFlags.Duplicate;
                first = first < 0 ? at : first;
            }

            taken |= bit;
        }

        return first;
    }

    private static bool OccursBefore(in JsonView view, int container, int name)
    {
        ref readonly var token = ref view[name];
        for (var at = container + 1; at < name; at = view.After(at + 1))
        {
            ref readonly var other = ref view[at];
            if (other.Link == token.Link && other.Length == token.Length && view.Bytes(in other).SequenceEqual(view.Bytes(in token)))
            {
                return true;
            }
        }

        return false;
    }

    private static int MarkMany(JsonView view, Span<Token> tokens, int container)
    {
        using var names = new NameSet(tokens[container].Length);
        var first = -1;
        for (var at = container + 1; at < tokens.Length; at = view.After(at + 1))
        {
            if (names.Add(in view, at) >= 0)
            {
                tokens[at].Flags |= TokenFlags.Duplicate;
                first = first < 0 ? at : first;
            }
        }

        return first;
    }
}
