namespace Ponos.Control;

/// <summary>A question or an order, as JSON. Which of its properties there are, <see cref="ControlContracts"/> says.</summary>
internal sealed record ControlQuestion
{
    /// <summary>Who asks.</summary>
    public string By { get; init; } = "";

    public string? JobName { get; init; }

    public string? Reason { get; init; }

    public int? Concurrency { get; init; }

    public string? MessageId { get; init; }

    public CancelledJob? Then { get; init; }
}

/// <summary>An answer, as JSON: one of its parts.</summary>
internal sealed record ControlAnswer
{
    public ProcessReport? Report { get; init; }

    public ProcessContracts? Contracts { get; init; }

    public OrderResult? Result { get; init; }

    /// <summary>Whether more of it follows in another message.</summary>
    public bool More { get; init; }
}
