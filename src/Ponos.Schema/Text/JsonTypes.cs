namespace Ponos.Schema.Text;

/// <summary>The types of JSON Schema, as a set. A token carries one of them; <see cref="Integer"/> is never a token's own.</summary>
[Flags]
internal enum JsonTypes : byte
{
    None = 0,
    Null = 1,
    Boolean = 2,
    Number = 4,
    Integer = 8,
    String = 16,
    Array = 32,
    Object = 64,
    All = Null | Boolean | Number | Integer | String | Array | Object,
}
