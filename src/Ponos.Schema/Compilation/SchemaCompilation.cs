using Ponos.Schema.Rules;
using Ponos.Schema.Text;

namespace Ponos.Schema.Compilation;

/// <summary>From a schema's text to the node that runs it.</summary>
internal static class SchemaCompilation
{
    public static SchemaNode Compile(JsonText source, JsonSchemaOptions options)
    {
        var registry = new SchemaRegistry(options, checksDocuments: true);
        var root = registry.Add(source, string.Empty);
        var compiler = new SchemaCompiler(registry, options);
        var node = compiler.Compile(root);
        CheckUnused(source, registry, compiler, options);
        return node;
    }

    /// <summary>A definition that nothing uses yet is checked as well: an error in it is not to wait for its first use.</summary>
    private static void CheckUnused(JsonText source, SchemaRegistry registry, SchemaCompiler compiler, JsonSchemaOptions options)
    {
        var unused = registry.PlacesIn(source).Where(place => !compiler.Knows(place)).ToArray();
        if (unused.Length == 0)
        {
            return;
        }

        // Apart from the first, so that the nodes in use do not count as shared.
        var checker = new SchemaCompiler(registry, options);
        foreach (var place in unused)
        {
            if (!checker.Knows(place))
            {
                checker.Compile(place);
            }
        }
    }
}
