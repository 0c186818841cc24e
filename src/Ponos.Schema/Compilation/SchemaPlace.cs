using Ponos.Schema.Text;

namespace Ponos.Schema.Compilation;

/// <summary>Where a subschema stands: a value of a document, within a resource.</summary>
internal sealed record SchemaPlace(SchemaResource Resource, int Index)
{
    public JsonText Text => Resource.Text;

    /// <summary>The resource's URI and a JSON Pointer as fragment.</summary>
    public string Location => $"{Resource.Uri}#{JsonPointer.To(Text.View, Index, Resource.Root)}";

    /// <summary>The index of a keyword's value, or -1.</summary>
    public int Find(string keyword) => Text.Find(Index, keyword);

    public JsonSchemaException Error(string keyword, string reason) => new($"{Location}/{JsonPointer.Escape(keyword)}", reason);
}
