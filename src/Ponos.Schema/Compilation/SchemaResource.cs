using Ponos.Schema.Text;

namespace Ponos.Schema.Compilation;

/// <summary>A schema with a URI of its own: a document's root, or a subschema with <c>$id</c> (Core 2020-12, section 4.3.5).</summary>
internal sealed class SchemaResource(string uri, JsonText text, int root, Dialect dialect)
{
    /// <summary>Its URI, without fragment; empty when it has none.</summary>
    public string Uri { get; } = uri;

    public JsonText Text { get; } = text;

    /// <summary>Index of its root value.</summary>
    public int Root { get; } = root;

    public Dialect Dialect { get; } = dialect;

    public SchemaPlace RootPlace => new(this, Root);

    /// <summary>Places by <c>$anchor</c> or <c>$dynamicAnchor</c>, or by a plain-name <c>$id</c> in draft 7.</summary>
    public Dictionary<string, SchemaPlace> Anchors { get; } = new(StringComparer.Ordinal);

    /// <summary>Those of <see cref="Anchors"/> that are dynamic.</summary>
    public Dictionary<string, SchemaPlace> DynamicAnchors { get; } = new(StringComparer.Ordinal);
}
