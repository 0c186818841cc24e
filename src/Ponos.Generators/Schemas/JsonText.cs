using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Ponos.Generators.Schemas;

/// <summary>
/// A strict reader of JSON (RFC 8259). A generator can hardly bring System.Text.Json along into every compiler, and
/// schema files are small.
/// </summary>
internal sealed class JsonText
{
    private const int MaxDepth = 64;

    private static readonly Regex NumberGrammar = new(@"\G-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?", RegexOptions.CultureInvariant);

    private readonly string _text;
    private int _at;
    private int _depth;

    private JsonText(string text) => _text = text;

    private char Current => _at < _text.Length ? _text[_at] : '\0';

    /// <exception cref="FormatException">The text is no JSON; the message says where and what was expected.</exception>
    public static JsonNode Parse(string text)
    {
        var reader = new JsonText(text);
        var value = reader.ReadValue();
        reader.SkipSpace();
        return reader._at == text.Length ? value : throw reader.Expected("the end");
    }

    private JsonNode ReadValue()
    {
        SkipSpace();
        switch (Current)
        {
            case '{':
                return ReadObject();
            case '[':
                return ReadArray();
            case '"':
                return new JsonNode.Text(ReadText());
            case 't':
                return ReadWord("true", new JsonNode.Boolean(true));
            case 'f':
                return ReadWord("false", new JsonNode.Boolean(false));
            case 'n':
                return ReadWord("null", new JsonNode.Null());
            default:
                return ReadNumber();
        }
    }

    private JsonNode.Object ReadObject()
    {
        var members = new Dictionary<string, JsonNode>(StringComparer.Ordinal);
        Enter();
        if (!TryTake('}'))
        {
            do
            {
                SkipSpace();
                var start = _at;
                var name = Current == '"' ? ReadText() : throw Expected("a name in quotes");
                Take(':');
                if (members.ContainsKey(name))
                {
                    _at = start;
                    throw Expected($"another name than '{name}', which is there already");
                }

                members.Add(name, ReadValue());
            }
            while (TryTake(','));
            Take('}');
        }

        _depth--;
        return new JsonNode.Object(members);
    }

    private JsonNode.Array ReadArray()
    {
        var items = new List<JsonNode>();
        Enter();
        if (!TryTake(']'))
        {
            do
            {
                items.Add(ReadValue());
            }
            while (TryTake(','));
            Take(']');
        }

        _depth--;
        return new JsonNode.Array(items);
    }

    private string ReadText()
    {
        var text = new StringBuilder();
        for (_at++; Current != '"'; _at++)
        {
            if (Current < ' ')
            {
                throw Expected(_at < _text.Length ? "an escape instead of a control character" : "the closing quote");
            }

            text.Append(Current == '\\' ? ReadEscape() : Current);
        }

        _at++;
        return text.ToString();
    }

    private char ReadEscape()
    {
        _at++;
        switch (Current)
        {
            case '"' or '\\' or '/':
                return Current;
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'u' when _at + 4 < _text.Length
                && ushort.TryParse(_text.Substring(_at + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code):
                _at += 4;
                return (char)code;
            default:
                throw Expected("an escape of JSON");
        }
    }

    private JsonNode ReadWord(string word, JsonNode value)
    {
        if (string.CompareOrdinal(_text, _at, word, 0, word.Length) != 0)
        {
            throw Expected("a value");
        }

        _at += word.Length;
        return value;
    }

    private JsonNode.Number ReadNumber()
    {
        var match = NumberGrammar.Match(_text, _at);
        if (!match.Success)
        {
            throw Expected("a value");
        }

        _at += match.Length;
        return new JsonNode.Number();
    }

    private void Enter()
    {
        if (++_depth > MaxDepth)
        {
            throw Expected($"at most {MaxDepth.ToString(CultureInfo.InvariantCulture)} levels");
        }

        _at++;
    }

    private void Take(char expected)
    {
        if (!TryTake(expected))
        {
            throw Expected($"'{expected}'");
        }
    }

    private bool TryTake(char expected)
    {
        SkipSpace();
        if (Current != expected)
        {
            return false;
        }

        _at++;
        return true;
    }

    private void SkipSpace()
    {
        while (Current is ' ' or '\t' or '\n' or '\r')
        {
            _at++;
        }
    }

    private FormatException Expected(string what)
    {
        var before = _text.Substring(0, Math.Min(_at, _text.Length));
        var line = before.Count(c => c == '\n') + 1;
        return new FormatException($"line {line.ToString(CultureInfo.InvariantCulture)} lacks {what}");
    }
}
