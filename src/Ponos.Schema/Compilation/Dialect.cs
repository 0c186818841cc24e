namespace Ponos.Schema.Compilation;

/// <summary>The keywords that a schema may use, chosen by its <c>$schema</c>.</summary>
internal sealed class Dialect
{
    public const string Draft7Uri = "http://json-schema.org/draft-07/schema";
    public const string Draft202012Uri = "https://json-schema.org/draft/2020-12/schema";

    private readonly Vocabularies _vocabularies;

    public Dialect(string metaSchema, bool isDraft7, Vocabularies vocabularies)
    {
        MetaSchema = metaSchema;
        IsDraft7 = isDraft7;
        _vocabularies = vocabularies;
    }

    public static Dialect Draft7 { get; } = new(Draft7Uri, true, Vocabularies.Standard);

    public static Dialect Draft202012 { get; } = new(Draft202012Uri, false, Vocabularies.Standard);

    /// <summary>URI of the meta-schema, without fragment.</summary>
    public string MetaSchema { get; }

    public bool IsDraft7 { get; }

    public bool AssertsFormats => (_vocabularies & Vocabularies.FormatAssertion) != 0;

    /// <summary>In draft 7 a reference hides everything beside it.</summary>
    public bool ReferenceStandsAlone => IsDraft7;

    /// <summary>Does the keyword mean something here?</summary>
    public bool Knows(string keyword) => Find(keyword) is not null;

    public Keyword? Find(string name) =>
        KeywordCatalogue.For(IsDraft7).TryGetValue(name, out var keyword) && (keyword.Vocabulary & _vocabularies) != 0 ? keyword : null;

    /// <summary>The known keyword that is most like a name, for someone who mistyped it.</summary>
    public string? Nearest(string name) => KeywordCatalogue.Nearest(KeywordCatalogue.For(IsDraft7).Keys, name);

    /// <summary>The vocabulary of a URI, or none when it is not known.</summary>
    public static Vocabularies VocabularyOf(string uri) => uri switch
    {
        "https://json-schema.org/draft/2020-12/vocab/core" => Vocabularies.Core,
        "https://json-schema.org/draft/2020-12/vocab/applicator" => Vocabularies.Applicator,
        "https://json-schema.org/draft/2020-12/vocab/unevaluated" => Vocabularies.Unevaluated,
        "https://json-schema.org/draft/2020-12/vocab/validation" => Vocabularies.Validation,
        "https://json-schema.org/draft/2020-12/vocab/meta-data" => Vocabularies.MetaData,
        "https://json-schema.org/draft/2020-12/vocab/format-annotation" => Vocabularies.FormatAnnotation,
        "https://json-schema.org/draft/2020-12/vocab/format-assertion" => Vocabularies.FormatAssertion,
        "https://json-schema.org/draft/2020-12/vocab/content" => Vocabularies.Content,
        _ => Vocabularies.None,
    };
}
