using System.Runtime.CompilerServices;

namespace Ponos.Schema.Text;

/// <summary>A scanned JSON text: its bytes and the index of its tokens. Index 0 is the root value.</summary>
internal readonly ref struct JsonView(ReadOnlySpan<byte> text, ReadOnlySpan<byte> unescaped, ReadOnlySpan<Token> tokens)
{
    private readonly ReadOnlySpan<byte> _text = text;
    private readonly ReadOnlySpan<byte> _unescaped = unescaped;
    private readonly ReadOnlySpan<Token> _tokens = tokens;

    public ref readonly Token this[int index] => ref _tokens[index];

    public int Count => _tokens.Length;

    /// <summary>How long the text is.</summary>
    public int Length => _text.Length;

    /// <summary>The contents of a string or name (never with escapes), or the digits of a number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> Bytes(in Token token) =>
        (token.Flags & TokenFlags.Unescaped) == 0
            ? _text.Slice(token.Start, token.Length)
            : _unescaped.Slice(token.Start, token.Length);

    public ReadOnlySpan<byte> Bytes(int index) => Bytes(in _tokens[index]);

    /// <summary>The index after the value at <paramref name="index"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int After(int index)
    {
        ref readonly var token = ref _tokens[index];
        return token.IsContainer ? token.Link : index + 1;
    }

    /// <summary>The index of the value of a property, or -1.</summary>
    public int Find(int container, ReadOnlySpan<byte> name) => Find(container, name, NameHash.Of(name));

    /// <summary>The index of the value of a property whose name's hash is known, or -1.</summary>
    public int Find(int container, ReadOnlySpan<byte> name, int hash)
    {
        var end = _tokens[container].Link;
        for (var at = container + 1; at < end; at = After(at + 1))
        {
            ref readonly var token = ref _tokens[at];
            if (token.Link == hash && Bytes(in token).SequenceEqual(name))
            {
                return at + 1;
            }
        }

        return -1;
    }
}
