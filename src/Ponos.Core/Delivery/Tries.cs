namespace Ponos.Delivery;

/// <summary>How often a job was tried, over waits and processes.</summary>
/// <param name="Attempt">Which attempt it is, of those that count; the first is 1.</param>
/// <param name="Uncounted">Failures that did not count.</param>
/// <param name="UncountedSince">When the first of these was.</param>
internal readonly record struct Tries(int Attempt, int Uncounted = 0, DateTimeOffset? UncountedSince = null)
{
    public static Tries First { get; } = new(1);

    /// <summary>The tries after a failure that counts.</summary>
    public Tries Next() => this with { Attempt = Attempt + 1 };

    /// <summary>The tries after a failure that does not count.</summary>
    public Tries Again(DateTimeOffset now) => this with { Uncounted = Uncounted + 1, UncountedSince = UncountedSince ?? now };
}
