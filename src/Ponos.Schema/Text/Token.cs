namespace Ponos.Schema.Text;

/// <summary>What a token is besides its type.</summary>
[Flags]
internal enum TokenFlags : byte
{
    None = 0,

    /// <summary>A property's name; its value is the next token.</summary>
    Name = 1,

    /// <summary>The text was written with escapes; <see cref="Token.Start"/> counts in the unescaped text.</summary>
    Unescaped = 2,

    /// <summary>A name that occurred before in the same object.</summary>
    Duplicate = 4,

    /// <summary>The literal <c>true</c>.</summary>
    True = 8,
}

/// <summary>One token of a scanned JSON text: where its bytes are and where the next value begins.</summary>
internal struct Token
{
    /// <summary>Offset of the contents: of a string after its quote, of a container at its bracket.</summary>
    public int Start;

    /// <summary>Bytes of a string or number; number of items or properties of a container.</summary>
    public int Length;

    /// <summary>Of a container, the index after its last descendant; of a name, its hash.</summary>
    public int Link;

    public JsonTypes Type;

    public TokenFlags Flags;

    public readonly bool IsContainer => (Type & (JsonTypes.Array | JsonTypes.Object)) != 0;

    public readonly bool IsDuplicate => (Flags & TokenFlags.Duplicate) != 0;

    public readonly bool IsTrue => (Flags & TokenFlags.True) != 0;
}
