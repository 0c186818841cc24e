using Ponos.Schema.Text;

namespace Ponos.Schema.Rules;

/// <summary><c>const</c> and <c>enum</c>: values of the schema's own text that an instance must equal.</summary>
internal sealed class ValueRules
{
    private const int MostListed = 10;

    private readonly JsonText _text;
    private readonly int _constant;
    private readonly int[] _values;
    private readonly PropertyTable _strings;
    private readonly bool _hasEnum;
    private readonly int _enumeration;

    /// <param name="text">The schema's text.</param>
    /// <param name="constant">Index of the value of <c>const</c>, or -1.</param>
    /// <param name="enumeration">Index of the array of <c>enum</c>, or -1.</param>
    public ValueRules(JsonText text, int constant, int enumeration)
    {
        _text = text;
        _constant = constant;
        _enumeration = enumeration;
        _hasEnum = enumeration >= 0;
        var others = new List<int>();
        var names = new Dictionary<string, PropertyRule>(StringComparer.Ordinal);
        if (_hasEnum)
        {
            foreach (var value in text.Items(enumeration))
            {
                if (text.TypeOf(value) == JsonTypes.String)
                {
                    var name = text.String(value);
                    names[name] = new PropertyRule(text.View.Bytes(value).ToArray(), name);
                }
                else
                {
                    others.Add(value);
                }
            }
        }

        _values = [.. others];
        _strings = new PropertyTable([.. names.Values]);
    }

    /// <summary>There is no <c>const</c> among them.</summary>
    public bool IsEnumAlone => _constant < 0;

    public bool Evaluate(ref Evaluation run, SchemaNode node, int at)
    {
        var valid = true;
        if (_constant >= 0 && !JsonEquality.AreEqual(run.View, at, _text.View, _constant))
        {
            if (!run.IsCollecting)
            {
                return false;
            }

            run.Report(node, "const", at, $"must be {_text.Describe(_constant)}");
            valid = false;
        }

        if (_hasEnum && !IsListed(run.View, at))
        {
            if (!run.IsCollecting)
            {
                return false;
            }

            run.Report(node, "enum", at, $"must be one of {Listed}");
            valid = false;
        }

        return valid;
    }

    /// <summary>Whether <c>enum</c> has a string.</summary>
    public bool Lists(ReadOnlySpan<byte> value) => _strings.Find(NameHash.Of(value), value) is not null;

    /// <summary>The schema's values, for a message.</summary>
    private string Listed =>
        string.Join(", ", _text.Items(_enumeration).Take(MostListed).Select(_text.Describe))
        + (_text.LengthOf(_enumeration) > MostListed ? ", …" : string.Empty);

    private bool IsListed(in JsonView view, int at)
    {
        if (view[at].Type == JsonTypes.String)
        {
            var bytes = view.Bytes(at);
            return Lists(bytes);
        }

        foreach (var value in _values)
        {
            if (JsonEquality.AreEqual(in view, at, _text.View, value))
            {
                return true;
            }
        }

        return false;
    }
}
