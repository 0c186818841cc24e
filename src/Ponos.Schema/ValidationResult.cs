namespace Ponos.Schema;

/// <summary>The verdict on one document, and what it breaks.</summary>
public sealed class ValidationResult
{
    internal static readonly ValidationResult Valid = new([]);

    internal ValidationResult(IReadOnlyList<SchemaViolation> violations) => Violations = violations;

    /// <summary>Whether the document is valid against the schema.</summary>
    public bool IsValid => Violations.Count == 0;

    /// <summary>
    /// What the document breaks, in the order of the schema's keywords; empty exactly when it is valid. At most
    /// <see cref="JsonSchemaOptions.MaxViolations"/>.
    /// </summary>
    public IReadOnlyList<SchemaViolation> Violations { get; }
}
