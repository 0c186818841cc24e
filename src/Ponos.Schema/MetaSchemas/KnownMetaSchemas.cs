using System.Diagnostics.CodeAnalysis;
using Ponos.Schema.Compilation;
using Ponos.Schema.Rules;
using Ponos.Schema.Text;

namespace Ponos.Schema.MetaSchemas;

/// <summary>The meta-schemas that are known without being registered, as the specification publishes them, and compiled.</summary>
internal static class KnownMetaSchemas
{
    private static readonly Lazy<SchemaNode> Draft7 = new(() => Compile(Dialect.Draft7Uri));
    private static readonly Lazy<SchemaNode> Draft202012 = new(() => Compile(Dialect.Draft202012Uri));

    public static bool IsKnown(string uri)
    {
        using var file = Open(uri);
        return file is not null;
    }

    public static bool TryFind(string uri, [NotNullWhen(true)] out JsonText? text)
    {
        using var file = Open(uri);
        var json = new byte[file?.Length ?? 0];
        file?.ReadExactly(json);
        text = file is null ? null : JsonText.Parse(json, uri);
        return text is not null;
    }

    /// <summary>The compiled meta-schema of a dialect.</summary>
    public static SchemaNode NodeOf(SchemaRegistry registry, Dialect dialect) => dialect.MetaSchema switch
    {
        Dialect.Draft7Uri => Draft7.Value,
        Dialect.Draft202012Uri => Draft202012.Value,
        var custom => new SchemaCompiler(registry, JsonSchemaOptions.Default).Compile(registry.FindResource(custom)!.RootPlace),
    };

    /// <summary>The file of a meta-schema, which is embedded under its URI.</summary>
    private static Stream? Open(string uri) => uri.Length == 0 ? null : typeof(KnownMetaSchemas).Assembly.GetManifestResourceStream(uri);

    private static SchemaNode Compile(string uri)
    {
        var registry = new SchemaRegistry(JsonSchemaOptions.Default, checksDocuments: false);
        return new SchemaCompiler(registry, JsonSchemaOptions.Default).Compile(registry.FindResource(uri)!.RootPlace);
    }
}
