namespace Ponos.Schema.Compilation;

/// <summary>
/// What each dynamic anchor means at some point of a run: the outermost resource that was entered and has it. A scope is known
/// while compiling, so a subschema that depends on it is compiled once for each scope it may be run in, and
/// <c>$dynamicRef</c> costs no more than <c>$ref</c>.
/// </summary>
internal sealed class DynamicScope
{
    public static readonly DynamicScope Empty = new(new SortedDictionary<string, SchemaPlace>(StringComparer.Ordinal));

    private readonly SortedDictionary<string, SchemaPlace> _bindings;

    private DynamicScope(SortedDictionary<string, SchemaPlace> bindings)
    {
        _bindings = bindings;
        Key = string.Join('\n', bindings.Select(binding => $"{binding.Key} {binding.Value.Location}"));
    }

    /// <summary>Equal for equal scopes.</summary>
    public string Key { get; }

    public SchemaPlace? Find(string anchor) => _bindings.GetValueOrDefault(anchor);

    public DynamicScope Enter(SchemaResource resource)
    {
        if (resource.DynamicAnchors.Keys.All(_bindings.ContainsKey))
        {
            return this;
        }

        var inner = new SortedDictionary<string, SchemaPlace>(_bindings, StringComparer.Ordinal);
        foreach (var (anchor, place) in resource.DynamicAnchors)
        {
            inner.TryAdd(anchor, place);
        }

        return new DynamicScope(inner);
    }
}
