namespace Ponos.Schema;

/// <summary>What compiling a schema does with a <c>format</c> that cannot be checked, where formats are asserted.</summary>
public enum UnknownFormats
{
    /// <summary>It is an annotation and changes no verdict: JSON Schema Validation 2020-12, section 7.2.3. The default.</summary>
    Annotate,

    /// <summary>
    /// Compiling fails and names the format, its location and what to write instead, so that a typing error does not become a
    /// contract that allows everything. Names that begin with <c>x-</c> stay annotations.
    /// </summary>
    Refuse,
}
