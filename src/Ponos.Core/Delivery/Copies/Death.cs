using System.Globalization;
using Ponos.Diagnostics;

namespace Ponos.Delivery.Copies;

/// <summary>Why a job was given up on, as its copy among the dead or invalid tells it.</summary>
internal sealed record Death
{
    /// <summary>
    /// Keywords whose sentence says more than they do, and only what the schema or the body's form says: never a value of the job.
    /// </summary>
    private static readonly string[] Told =
    [
        "required", "dependentRequired", "dependencies", "json", "utf8", "surrogate", "depth", "duplicateKey", "size",
    ];

    /// <summary>One of <see cref="Reasons"/>.</summary>
    public required string Reason { get; init; }

    /// <summary>The queue that it came from, and that it can be sent back to.</summary>
    public required string OriginQueue { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The hash of the schema that it was checked against.</summary>
    public string? Enforced { get; init; }

    public Exception? Error { get; init; }

    public IReadOnlyList<ContractViolation> Violations { get; init; } = [];

    public void AddTo(Dictionary<string, object?> headers)
    {
        headers[JobHeaders.Reason] = Reason;
        headers[JobHeaders.OriginQueue] = OriginQueue;
        headers[JobHeaders.DiedAt] = At.ToString("O", CultureInfo.InvariantCulture);
        if (Enforced is not null)
        {
            headers[JobHeaders.Enforced] = Enforced;
        }

        if (Error is not null)
        {
            headers[JobHeaders.ErrorType] = ForeignText.TypeOf(Error).ToString();
            headers[JobHeaders.Error] = ForeignText.MessageOf(Error).ToString();
        }
        else if (Violations.Count > 0)
        {
            headers[JobHeaders.Error] = ForeignText.Sentence(string.Join("; ", Violations.Select(Describe))).ToString();
        }
    }

    /// <summary>Pointer and keyword; a sentence only where nothing of the job's values can be in it.</summary>
    private static string Describe(ContractViolation violation)
    {
        var place = $"{violation.Pointer} {violation.Keyword}".Trim();
        return Array.IndexOf(Told, violation.Keyword) >= 0 ? $"{place}: {violation.Message}" : place;
    }
}
