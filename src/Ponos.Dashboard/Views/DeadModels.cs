using Ponos.Control;
using Ponos.Dashboard.Bodies;
using Ponos.Dashboard.Dead;

namespace Ponos.Dashboard.Views;

/// <summary>What the page of all dead and invalid queues shows.</summary>
internal sealed record DeadIndexModel(Fleet Fleet, string Service, string JobName)
{
    public IReadOnlyList<HandlerView> Handlers =>
    [
        .. Fleet.Handlers.OrderByDescending(handler => (handler.Dead ?? 0) + (handler.Invalid ?? 0))
            .ThenBy(handler => handler.Service, StringComparer.Ordinal).ThenBy(handler => handler.JobName, StringComparer.Ordinal),
    ];
}

/// <summary>What the page of one queue of dead or invalid jobs shows.</summary>
internal sealed record DeadListModel
{
    public const int PerPage = 50;

    public required DeadAddress Address { get; init; }

    public required ReadSample Read { get; init; }

    public required LetterFilter Filter { get; init; }

    public required IReadOnlyList<LetterGroup> Groups { get; init; }

    public required IReadOnlyList<DeadLetter> Matching { get; init; }

    public required int Page { get; init; }

    public required SecretMask Mask { get; init; }

    public required IReadOnlyList<Work> Works { get; init; }

    public int Pages => Math.Max(1, (Matching.Count + PerPage - 1) / PerPage);

    public IEnumerable<DeadLetter> OnPage => Matching.Skip((Page - 1) * PerPage).Take(PerPage);

    /// <summary>Whether there are more than were read.</summary>
    public bool IsPart => Read.Sample.Letters.Count < Read.Sample.Total;

    public LetterGroup? ChosenGroup => Filter.Group.Length == 0 ? null : Groups.FirstOrDefault(group => group.Key.Id == Filter.Group);

    /// <summary>The beginning of a job's body, on a line.</summary>
    public string Preview(DeadLetter letter)
    {
        var body = Mask.Show(letter.Body);
        return Wording.Short(body.IsJson ? body.Json?.ToJsonString(JsonText.OnOneLine) ?? "null" : body.Text!.ReplaceLineEndings(" "), 160);
    }
}

/// <summary>What the page of one dead or invalid job shows.</summary>
internal sealed record DeadJobModel
{
    public required DeadAddress Address { get; init; }

    public required DeadLetter Letter { get; init; }

    public required BodyText Body { get; init; }

    public required IReadOnlyList<BodyLine> Lines { get; init; }

    public required IReadOnlyList<ContractViolation> Violations { get; init; }

    /// <summary>What the service enforces now, where a process told.</summary>
    public required ContractReport? Contract { get; init; }

    public required IReadOnlyList<Journal.JournalEntry> Way { get; init; }
}

/// <summary>What the page shows that asks whether jobs are to be dropped.</summary>
internal sealed record DropModel(
    DeadAddress Address, string What, LetterFilter Filter, IReadOnlyList<string> Ids, IReadOnlyList<LetterGroup> Groups);

/// <summary>What the page shows on which a job is edited.</summary>
internal sealed record EditModel
{
    public required DeadAddress Address { get; init; }

    public required string Id { get; init; }

    public required ContractReport? Contract { get; init; }

    /// <summary>The form; <see langword="null"/> where the contract gives none.</summary>
    public required IReadOnlyList<FormField>? Fields { get; init; }

    /// <summary>The text in the field for JSON.</summary>
    public required string Json { get; init; }

    /// <summary>Why there is nothing to begin with; <see langword="null"/> where there is.</summary>
    public string? Note { get; init; }

    /// <summary>What is wrong with what was written, in sentences; <see langword="null"/> where nothing was checked yet.</summary>
    public IReadOnlyList<string>? Problems { get; init; }

    public IReadOnlyList<DiffLine> Difference { get; init; } = [];

    /// <summary>Whether it can be sent as it stands.</summary>
    public bool IsReady => Problems is { Count: 0 } && Difference.Any(line => line.Side != DiffSide.Both);
}
