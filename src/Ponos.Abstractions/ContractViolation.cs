namespace Ponos;

/// <summary>One place where a job breaks its contract. Never holds a value of the job.</summary>
/// <param name="Pointer">Where in the job, as a JSON Pointer (RFC 6901); empty for the job itself.</param>
/// <param name="Keyword">The keyword of the schema that is broken, such as <c>required</c>.</param>
/// <param name="Message">A sentence for a person.</param>
public sealed record ContractViolation(string Pointer, string Keyword, string Message)
{
    /// <summary>The violation on one line.</summary>
    public override string ToString() => $"{(Pointer.Length == 0 ? "(job)" : Pointer)}: {Keyword}: {Message}";
}
