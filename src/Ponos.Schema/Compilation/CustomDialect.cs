using Ponos.Schema.Text;

namespace Ponos.Schema.Compilation;

/// <summary>Dialects that a registered meta-schema defines by its <c>$vocabulary</c> (Core 2020-12, section 8.1.2).</summary>
internal static class CustomDialect
{
    public static Dialect? Find(SchemaRegistry registry, string uri)
    {
        if (registry.FindResource(uri) is not { } resource)
        {
            return null;
        }

        var vocabulary = resource.Text.Find(resource.Root, "$vocabulary");
        if (resource.Dialect.IsDraft7 || vocabulary < 0 || resource.Text.TypeOf(vocabulary) != JsonTypes.Object)
        {
            return new Dialect(uri, resource.Dialect.IsDraft7, Vocabularies.Standard);
        }

        var vocabularies = Vocabularies.Core;
        foreach (var (name, required) in resource.Text.Properties(vocabulary))
        {
            var known = Dialect.VocabularyOf(name);
            if (known == Vocabularies.None && resource.Text.IsTrue(required))
            {
                throw new SchemaPlace(resource, resource.Root).Error(
                    "$vocabulary",
                    $"the vocabulary \"{name}\" is required and not known; make it optional (false) or use a meta-schema without it");
            }

            vocabularies |= known;
        }

        return new Dialect(uri, false, vocabularies);
    }
}
