using Ponos.Commands.Evolution;

namespace Ponos.Contracts;

/// <summary>Says whether a contract may change as it did: a producer may not promise less, a consumer may not demand more.</summary>
public static class ContractEvolution
{
    /// <summary>Compares two versions of a contract's schema.</summary>
    /// <param name="oldSchema">The schema that is in use, as JSON.</param>
    /// <param name="newSchema">The schema that is to replace it, as JSON.</param>
    /// <param name="exact">
    /// <see langword="false"/> takes it that a producer sends the properties that its schema names: an object schema with
    /// <c>properties</c> and without <c>additionalProperties</c> leaves room for others, and promises none. A new optional property
    /// is compatible then. <see langword="true"/> counts every document that a schema admits, whoever would write it.
    /// </param>
    /// <param name="cancellationToken">Ends it: large schemas of many cases, as a stranger may send them, take very long.</param>
    /// <returns>
    /// The differences and whom each breaks. What cannot be compared keyword by keyword, such as two patterns, is said to
    /// <i>may break</i>; it is never taken as compatible.
    /// </returns>
    /// <exception cref="Ponos.Schema.JsonSchemaException">One of them is no schema.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public static ContractComparison CompareContracts(
        string oldSchema, string newSchema, bool exact = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(oldSchema);
        ArgumentNullException.ThrowIfNull(newSchema);
        var before = new SchemaDocument(oldSchema, cancellationToken);
        var after = new SchemaDocument(newSchema, cancellationToken);
        return ChangeList.Of(Inclusion.Of(before, after, exact), Inclusion.Of(after, before, exact));
    }
}
