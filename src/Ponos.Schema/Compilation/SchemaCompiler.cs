using Ponos.Schema.Patterns;
using Ponos.Schema.Rules;
using Ponos.Schema.Text;

namespace Ponos.Schema.Compilation;

/// <summary>Turns places of schemas into nodes: each place once for each dynamic scope that it can be run in.</summary>
internal sealed class SchemaCompiler(SchemaRegistry registry, JsonSchemaOptions options)
{
    // Only resources with many dynamic anchors each could come near it.
    private const int MostNodes = 500_000;

    private readonly Dictionary<(JsonText Text, int Index, string Scope), SchemaNode> _nodes = [];
    private readonly HashSet<(JsonText Text, int Index)> _known = [];
    private readonly Queue<(SchemaNode Node, DynamicScope Scope)> _pending = new();
    private readonly Dictionary<string, StringPattern> _patterns = new(StringComparer.Ordinal);

    public JsonSchemaOptions Options { get; } = options;

    /// <summary>Has the place been compiled, in any scope?</summary>
    public bool Knows(SchemaPlace place) => _known.Contains((place.Text, place.Index));

    /// <summary>Compiles a place and everything that it leads to.</summary>
    /// <exception cref="JsonSchemaException">Something there cannot be compiled.</exception>
    public SchemaNode Compile(SchemaPlace place)
    {
        var root = NodeAt(place, DynamicScope.Empty);
        var filled = new List<SchemaNode>();
        while (_pending.TryDequeue(out var next))
        {
            new SchemaReader(this, next.Node, next.Scope).Read();
            filled.Add(next.Node);
            if (_nodes.Count > MostNodes)
            {
                throw place.Error(
                    "$dynamicRef", "its dynamic references lead to more combinations than can be compiled; use fewer dynamic anchors");
            }
        }

        ReferenceLoops.Check(filled);
        return root;
    }

    /// <summary>The node of a subschema that stands at an index within another.</summary>
    public SchemaNode NodeAt(SchemaPlace parent, int index, DynamicScope scope) => NodeAt(registry.PlaceOf(parent, index), scope);

    /// <summary>The node that a reference leads to.</summary>
    public SchemaNode NodeOfReference(SchemaPlace from, string keyword, string reference, DynamicScope scope) =>
        NodeAt(Target(from, keyword, reference, scope), scope);

    /// <summary>A pattern of the schema, compiled once however often it is written.</summary>
    public StringPattern PatternOf(SchemaPlace place, string keyword, string pattern)
    {
        if (!_patterns.TryGetValue(pattern, out var compiled))
        {
            if (!StringPattern.TryCompile(pattern, Options.PatternTimeout, out compiled, out var reason))
            {
                throw place.Error(keyword, $"\"{pattern}\" is not a regular expression of ECMA-262: {reason}");
            }

            _patterns.Add(pattern, compiled);
        }

        return compiled;
    }

    private SchemaNode NodeAt(SchemaPlace place, DynamicScope scope)
    {
        scope = scope.Enter(place.Resource);
        var passed = new HashSet<SchemaPlace>();
        while (LoneReference(place) is { } reference)
        {
            // A schema that is a reference and nothing else is the schema that it refers to.
            _known.Add((place.Text, place.Index));
            if (!passed.Add(place))
            {
                throw place.Error(
                    "$ref", $"the reference \"{reference}\" leads back to itself; let it lead to a schema that says something");
            }

            place = Target(place, "$ref", reference, scope);
            scope = scope.Enter(place.Resource);
        }

        var key = (place.Text, place.Index, scope.Key);
        if (_nodes.TryGetValue(key, out var node))
        {
            node.IsShared = true;
            return node;
        }

        node = new SchemaNode(_nodes.Count, place);
        _nodes.Add(key, node);
        _known.Add((place.Text, place.Index));
        _pending.Enqueue((node, scope));
        return node;
    }

    private SchemaPlace Target(SchemaPlace from, string keyword, string reference, DynamicScope scope)
    {
        var (place, anchor) = registry.Resolve(from, keyword, reference);
        return keyword == "$dynamicRef" && anchor is not null && place.Resource.DynamicAnchors.ContainsKey(anchor)
            ? scope.Find(anchor) ?? place
            : place;
    }

    private string? LoneReference(SchemaPlace place)
    {
        var text = place.Text;
        return text.TypeOf(place.Index) == JsonTypes.Object
            && (text.LengthOf(place.Index) == 1
                || (place.Resource.Dialect.ReferenceStandsAlone && Options.UnknownKeywords == UnknownKeywords.Annotate))
                ? text.StringAt(place.Find("$ref"))
                : null;
    }
}
