namespace Ponos.Schema.Compilation;

/// <summary>The vocabularies of draft 2020-12. Draft 7 has no such notion, and all of them.</summary>
[Flags]
internal enum Vocabularies
{
    None = 0,
    Core = 1,
    Applicator = 2,
    Unevaluated = 4,
    Validation = 8,
    MetaData = 16,
    FormatAnnotation = 32,
    FormatAssertion = 64,
    Content = 128,
    Format = FormatAnnotation | FormatAssertion,
    Standard = Core | Applicator | Unevaluated | Validation | MetaData | FormatAnnotation | Content,
}
