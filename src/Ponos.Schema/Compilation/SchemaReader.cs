using System.Text;
using Ponos.Schema.Numbers;
using Ponos.Schema.Patterns;
using Ponos.Schema.Rules;
using Ponos.Schema.Text;

namespace Ponos.Schema.Compilation;

/// <summary>Reads the keywords of one subschema into its node.</summary>
internal sealed class SchemaReader(SchemaCompiler compiler, SchemaNode node, DynamicScope scope)
{
    private readonly SchemaPlace _place = node.Place;
    private bool _isReferenceAlone;

    public JsonText Text => _place.Text;

    public Dialect Dialect => _place.Resource.Dialect;

    public JsonSchemaOptions Options => compiler.Options;

    public void Read()
    {
        switch (Text.TypeOf(_place.Index))
        {
            case JsonTypes.Boolean:
                node.IsNever = !Text.IsTrue(_place.Index);
                node.Types = node.IsNever ? JsonTypes.None : JsonTypes.All;
                return;
            case JsonTypes.Object:
                break;
            default:
                throw new JsonSchemaException(
                    _place.Location, $"{Text.Describe(_place.Index)} is not a schema; write an object or a boolean");
        }

        _isReferenceAlone = Dialect.ReferenceStandsAlone && _place.Find("$ref") >= 0;
        RefuseUnknownKeywords();
        node.Types = TypeKeyword.Read(this);
        node.Values = ValueKeywords.Read(this);
        node.Numbers = NumberKeywords.Read(this);
        node.Strings = StringKeywords.Read(this);
        node.Arrays = ArrayKeywords.Read(this);
        node.Objects = ObjectKeywords.Read(this);
        node.InPlace = InPlaceKeywords.Read(this);
        var properties = Schema("unevaluatedProperties");
        var items = Schema("unevaluatedItems");
        node.Unevaluated = properties is null && items is null ? null : new UnevaluatedRules(properties, items);
    }

    /// <summary>The index of a keyword's value; -1 when the schema does not have it or its dialect does not know it.</summary>
    public int Find(string keyword)
    {
        if ((_isReferenceAlone && keyword != "$ref") || !Dialect.Knows(keyword))
        {
            return -1;
        }

        return _place.Find(keyword);
    }

    public int Find(string keyword, JsonTypes type, string expected)
    {
        var value = Find(keyword);
        return value < 0 || Text.TypeOf(value) == type ? value : throw Refuse(keyword, value, expected);
    }

    /// <summary>A number of items, characters or properties; more than any document has stands for no limit.</summary>
    public int? Count(string keyword)
    {
        var value = Find(keyword, JsonTypes.Number, "a non-negative integer");
        if (value < 0)
        {
            return null;
        }

        var number = new JsonNumber(Text.View.Bytes(value));
        if (!number.IsInteger || number.IsNegative)
        {
            throw Refuse(keyword, value, "a non-negative integer");
        }

        if (JsonNumber.Compare(in number, new JsonNumber("2147483647"u8)) >= 0)
        {
            return int.MaxValue;
        }

        return (int)decimal.Parse(
            Text.String(value), System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture);
    }

    public NumberBound? Bound(string keyword)
    {
        var value = Find(keyword, JsonTypes.Number, "a number");
        return value < 0 ? null : new NumberBound(Text.View.Bytes(value));
    }

    public bool Flag(string keyword)
    {
        var value = Find(keyword, JsonTypes.Boolean, "true or false");
        return value >= 0 && Text.IsTrue(value);
    }

    public string? String(string keyword) => Text.StringAt(Find(keyword, JsonTypes.String, "a string"));

    public SchemaNode? Schema(string keyword)
    {
        var value = Find(keyword);
        return value < 0 ? null : SchemaAt(value);
    }

    public SchemaNode SchemaAt(int index) => compiler.NodeAt(_place, index, scope);

    public SchemaNode[] Schemas(string keyword)
    {
        var value = Find(keyword, JsonTypes.Array, "an array of schemas");
        return value < 0 ? [] : [.. Text.Items(value).Select(SchemaAt)];
    }

    public SchemaNode? Reference(string keyword) =>
        String(keyword) is { } reference ? compiler.NodeOfReference(_place, keyword, reference, scope) : null;

    /// <summary>The members of a keyword whose value is an object.</summary>
    public IEnumerable<(string Name, int Value)> Members(string keyword)
    {
        var value = Find(keyword, JsonTypes.Object, "an object");
        return value < 0 ? [] : Text.Properties(value);
    }

    /// <summary>The strings of an array.</summary>
    public IEnumerable<string> Names(string keyword, int array)
    {
        if (Text.TypeOf(array) != JsonTypes.Array)
        {
            throw Refuse(keyword, array, "an array of names");
        }

        return Text.Items(array).Select(item => Text.StringAt(item) ?? throw Refuse(keyword, item, "a name: a string"));
    }

    public StringPattern Pattern(string keyword, string pattern) => compiler.PatternOf(_place, keyword, pattern);

    public JsonSchemaException Refuse(string keyword, int value, string expected) =>
        _place.Error(keyword, $"the value {Text.Describe(value)} is not allowed; write {expected}");

    public JsonSchemaException Error(string keyword, string reason) => _place.Error(keyword, reason);

    public static byte[] Bytes(string name) => Encoding.UTF8.GetBytes(name);

    private void RefuseUnknownKeywords()
    {
        if (Options.UnknownKeywords != UnknownKeywords.Refuse)
        {
            return;
        }

        foreach (var (name, _) in Text.Properties(_place.Index).Where(keyword => !keyword.Name.StartsWith("x-", StringComparison.Ordinal)))
        {
            if (!Dialect.Knows(name))
            {
                throw _place.Error(name, $"the keyword \"{name}\" is not known; {Remedies.OfKeyword(name, Dialect)}");
            }

            if (_isReferenceAlone && Dialect.Find(name) is { Checks: true } && name != "$ref")
            {
                throw _place.Error(
                    name,
                    $"draft 7 ignores \"{name}\" beside \"$ref\"; "
                        + $"put the reference into \"allOf\", or set \"$schema\" to \"{Dialect.Draft202012Uri}\"");
            }
        }
    }
}
