namespace Ponos.Schema;

/// <summary>What compiling a schema does with keywords that its dialect does not know.</summary>
public enum UnknownKeywords
{
    /// <summary>They are annotations and change no verdict: JSON Schema Core 2020-12, section 4.3.1. The default.</summary>
    Annotate,

    /// <summary>
    /// Compiling fails and names the keyword, its location and the nearest known keyword, so that a typing error does not
    /// become a contract that allows everything. Names that begin with <c>x-</c> stay annotations. A keyword that draft 7 ignores
    /// because it stands beside <c>$ref</c> is refused as well.
    /// </summary>
    Refuse,
}
