using Ponos.Contracts;

namespace Ponos.Control;

/// <summary>What may be asked of a process, by the name of the question, and the contract of each.</summary>
internal sealed class ControlContracts
{
    public const string Describe = "ponos.control.describe";
    public const string Contracts = "ponos.control.contracts";
    public const string Pause = "ponos.control.pause";
    public const string Resume = "ponos.control.resume";
    public const string Concurrency = "ponos.control.concurrency";
    public const string Cancel = "ponos.control.cancel";
    public const string Answer = "ponos.control.answer";

    /// <summary>A question is small.</summary>
    public const int MostBytes = 16 * 1024;

    private const string By = """ "by": { "type": "string", "maxLength": 255 } """;
    private const string JobNameText = """ "jobName": { "type": "string", "minLength": 1, "maxLength": 255 } """;

    private readonly Dictionary<string, IContractValidator> _validators = new(StringComparer.Ordinal)
    {
        [Describe] = Of(By),
        [Contracts] = Of(By),
        [Pause] = Of(By, JobNameText, """ "reason": { "type": "string", "minLength": 1, "maxLength": 1024, "pattern": "\\S" } """),
        [Resume] = Of(By, JobNameText),
        [Concurrency] = Of(
            By,
            JobNameText,
            $$"""
            "concurrency": { "type": "integer", "minimum": {{Limits.Concurrency.Least}}, "maximum": {{Limits.Concurrency.Most}} }
            """),
        [Cancel] = Of(
            By,
            JobNameText,
            """ "messageId": { "type": "string", "minLength": 1, "maxLength": 255 } """,
            """ "then": { "enum": ["Dead", "Again"] } """),
    };

    /// <summary>Whether it is an order, which changes something.</summary>
    public static bool IsOrder(string? name) => name is Pause or Resume or Concurrency or Cancel;

    /// <summary>Where a question breaks its contract; <see langword="null"/> where there is no such question.</summary>
    public IReadOnlyList<ContractViolation>? Check(string? name, ReadOnlySpan<byte> body) =>
        _validators.GetValueOrDefault(name ?? "")?.Check(body);

    /// <summary>An object with exactly those properties.</summary>
    private static IContractValidator Of(params string[] properties)
    {
        var names = properties.Select(property => property[..property.IndexOf(':', StringComparison.Ordinal)]);
        return new CompiledContracts().Compile(
            $$"""{ "type": "object", "additionalProperties": false, "required": [{{string.Join(",", names)}}],"""
            + $$""" "properties": { {{string.Join(",", properties)}} } }""");
    }
}
