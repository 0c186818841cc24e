using System.Diagnostics.CodeAnalysis;

namespace Ponos.Schema;

/// <summary>The meta-schemas that are known without being registered, as text and compiled.</summary>
internal static class MetaSchemas
{
    private static readonly Lazy<SchemaNode> Draft7 = new(() => Compile(Dialect.Draft7Uri));
    private static readonly Lazy<SchemaNode> Draft202012 = new(() => Compile(Dialect.Draft202012Uri));

    public static bool IsKnown(string uri) => uri == Dialect.Draft7Uri || !Draft202012MetaSchemas.Find(uri).IsEmpty;

    public static bool TryFind(string uri, [NotNullWhen(true)] out JsonText? text)
    {
        var json = uri == Dialect.Draft7Uri ? Draft7MetaSchema.Text : Draft202012MetaSchemas.Find(uri);
        text = json.IsEmpty ? null : JsonText.Parse(json, uri);
        return text is not null;
    }

    /// <summary>The compiled meta-schema of a dialect.</summary>
    public static SchemaNode NodeOf(SchemaRegistry registry, Dialect dialect) => dialect.MetaSchema switch
    {
        Dialect.Draft7Uri => Draft7.Value,
        Dialect.Draft202012Uri => Draft202012.Value,
        var custom => new SchemaCompiler(registry, JsonSchemaOptions.Default).Compile(registry.FindResource(custom)!.RootPlace),
    };

    private static SchemaNode Compile(string uri)
    {
        var registry = new SchemaRegistry(JsonSchemaOptions.Default, checksDocuments: false);
        return new SchemaCompiler(registry, JsonSchemaOptions.Default).Compile(registry.FindResource(uri)!.RootPlace);
    }
}
