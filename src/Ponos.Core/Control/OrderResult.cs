namespace Ponos.Control;

/// <summary>What one process says of an order.</summary>
public sealed record OrderResult
{
    /// <summary>The service.</summary>
    public required string Service { get; init; }

    /// <summary>The process.</summary>
    public required string Instance { get; init; }

    /// <summary>Whether it was done.</summary>
    public required bool Done { get; init; }

    /// <summary>What was done, or why not: a sentence for a person.</summary>
    public required string Message { get; init; }
}
