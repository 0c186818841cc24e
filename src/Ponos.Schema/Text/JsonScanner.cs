using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Ponos.Schema.Text;

/// <summary>
/// Reads a text once with <see cref="Utf8JsonReader"/> and notes each token in a rented index, so that any number of
/// subschemas may look at a value without reading its text again. Everything that makes a text no JSON document is found here.
/// </summary>
internal ref struct JsonScanner(ReadOnlySpan<byte> text, int maxDepth)
{
    // Most jobs fit: about one token for each eight bytes of JSON.
    private const int SmallestIndex = 64;

    private readonly ReadOnlySpan<byte> _text = text;
    private readonly int _maxDepth = maxDepth;
    private Token[] _tokens = ArrayPool<Token>.Shared.Rent(Math.Max(SmallestIndex, text.Length / 8));
    private byte[]? _unescaped;
    private int _unescapedLength;
    private int _count;

    public readonly JsonView View => new(_text, _unescaped, _tokens.AsSpan(0, _count));

    /// <summary>The token that <see cref="Scan"/> found at fault, or -1 when no token can be named.</summary>
    public int DefectAt { get; private set; } = -1;

    /// <summary>Byte offset of the fault in the text, or -1.</summary>
    public long DefectOffset { get; private set; } = -1;

    public JsonDefect Scan(bool refuseDuplicates)
    {
        if (!Utf8.IsValid(_text))
        {
            return JsonDefect.NotUtf8;
        }

        try
        {
            var defect = ReadTokens();
            return defect == JsonDefect.DuplicateKey && !refuseDuplicates ? JsonDefect.None : defect;
        }
        catch (JsonException)
        {
            DefectAt = -1;
            return _text.StartsWith(Encoding.UTF8.Preamble) ? JsonDefect.ByteOrderMark : JsonDefect.NotJson;
        }
    }

    /// <summary>Keeps what was scanned, in memory of its own.</summary>
    public readonly JsonText ToText(byte[] bytes) =>
        JsonText.Keep(bytes, _unescaped.AsSpan(0, _unescapedLength).ToArray(), _tokens.AsSpan(0, _count).ToArray());

    public void Dispose()
    {
        if (_tokens.Length != 0)
        {
            ArrayPool<Token>.Shared.Return(_tokens);
            _tokens = [];
        }

        if (_unescaped is not null)
        {
            ArrayPool<byte>.Shared.Return(_unescaped, clearArray: true);
            _unescaped = null;
        }
    }

    private JsonDefect ReadTokens()
    {
        // One level more than allowed, so that too deep is told from malformed.
        var reader = new Utf8JsonReader(_text, new JsonReaderOptions { MaxDepth = _maxDepth + 1 });
        var index = _tokens;
        var next = 0;
        var open = -1;
        var openIsArray = false;
        var defect = JsonDefect.None;
        try
        {
            while (reader.Read())
            {
                if (next == index.Length)
                {
                    index = Grow();
                }

                ref var token = ref index[next];
                var type = reader.TokenType;
                if (type is JsonTokenType.EndObject or JsonTokenType.EndArray)
                {
                    ref var container = ref index[open];
                    var outer = container.Link;
                    container.Link = next;
                    if (!openIsArray
                        && container.Length > 1
                        && DuplicateKeys.Mark(_text, _unescaped, index.AsSpan(0, next), open) is var twice and >= 0
                        && defect == JsonDefect.None)
                    {
                        defect = JsonDefect.DuplicateKey;
                        DefectAt = twice;
                    }

                    open = outer;
                    openIsArray = open >= 0 && index[open].Type == JsonTypes.Array;
                    continue;
                }

                if (openIsArray)
                {
                    index[open].Length++;
                }

                token.Flags = TokenFlags.None;
                switch (type)
                {
                    case JsonTokenType.PropertyName:
                        index[open].Length++;
                        token.Type = JsonTypes.String;
                        token.Flags = TokenFlags.Name;
                        if (!Place(ref reader, ref token) && defect != JsonDefect.LoneSurrogate)
                        {
                            defect = JsonDefect.LoneSurrogate;
                            DefectAt = next;
                        }

                        token.Link = NameHash.Of(
                            (token.Flags & TokenFlags.Unescaped) == 0 ? reader.ValueSpan : _unescaped.AsSpan(token.Start, token.Length));
                        break;
                    case JsonTokenType.String:
                        token.Type = JsonTypes.String;
                        if (!Place(ref reader, ref token) && defect != JsonDefect.LoneSurrogate)
                        {
                            defect = JsonDefect.LoneSurrogate;
                            DefectAt = next;
                        }

                        break;
                    case JsonTokenType.Number:
                        token.Type = JsonTypes.Number;
                        token.Start = (int)reader.TokenStartIndex;
                        token.Length = reader.ValueSpan.Length;
                        break;
                    case JsonTokenType.True:
                        token.Type = JsonTypes.Boolean;
                        token.Flags = TokenFlags.True;
                        break;
                    case JsonTokenType.False:
                        token.Type = JsonTypes.Boolean;
                        break;
                    case JsonTokenType.Null:
                        token.Type = JsonTypes.Null;
                        break;
                    default:
                        if (reader.CurrentDepth >= _maxDepth)
                        {
                            DefectAt = -1;
                            return JsonDefect.TooDeep;
                        }

                        openIsArray = type == JsonTokenType.StartArray;
                        token.Type = openIsArray ? JsonTypes.Array : JsonTypes.Object;
                        token.Start = (int)reader.TokenStartIndex;
                        token.Length = 0;
                        token.Link = open;
                        open = next;
                        break;
                }

                next++;
                _count = next;
            }
        }
        catch (JsonException)
        {
            DefectOffset = reader.BytesConsumed;
            throw;
        }

        return defect;
    }

    private Token[] Grow()
    {
        var larger = ArrayPool<Token>.Shared.Rent(_tokens.Length * 2);
        _tokens.CopyTo(larger, 0);
        ArrayPool<Token>.Shared.Return(_tokens);
        _tokens = larger;
        return larger;
    }

    /// <summary>Notes where a string's contents are, unescaping them if need be.</summary>
    private bool Place(ref Utf8JsonReader reader, ref Token token)
    {
        var value = reader.ValueSpan;
        if (!reader.ValueIsEscaped)
        {
            token.Start = (int)reader.TokenStartIndex + 1;
            token.Length = value.Length;
            return true;
        }

        // All unescaped strings together are shorter than the text.
        _unescaped ??= ArrayPool<byte>.Shared.Rent(_text.Length);
        var paired = StringEscapes.TryUnescape(value, _unescaped.AsSpan(_unescapedLength), out var written);
        token.Flags |= TokenFlags.Unescaped;
        token.Start = _unescapedLength;
        token.Length = written;
        _unescapedLength += written;
        return paired;
    }
}
