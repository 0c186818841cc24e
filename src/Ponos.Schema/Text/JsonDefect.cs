namespace Ponos.Schema.Text;

/// <summary>Why a text is refused before any schema looks at it.</summary>
internal enum JsonDefect
{
    None,
    NotJson,
    ByteOrderMark,
    NotUtf8,
    LoneSurrogate,
    TooDeep,
    DuplicateKey,
}
