namespace Ponos;

/// <summary>How a queue or exchange on the broker compares with what a service declares.</summary>
public enum TopologyState
{
    /// <summary>It is there, as the service declares it.</summary>
    Equal,

    /// <summary>It is not there.</summary>
    Missing,

    /// <summary>It is there with other arguments.</summary>
    Different,

    /// <summary>It is there, and the broker does not let this user compare it.</summary>
    NotCompared,

    /// <summary>The broker does not let this user look whether it is there.</summary>
    NotSeen,
}

/// <summary>What the broker has in the place of something that a service declares.</summary>
public sealed record TopologyFinding
{
    /// <summary>The queue's or exchange's name.</summary>
    public required string Name { get; init; }

    /// <summary>How it compares.</summary>
    public required TopologyState State { get; init; }

    /// <summary>What differs; empty unless <see cref="State"/> is <see cref="TopologyState.Different"/>.</summary>
    public IReadOnlyList<ArgumentMismatch> Mismatches { get; init; } = [];

    /// <summary>Arguments that newer brokers know and that this queue was declared without. It works without them.</summary>
    public IReadOnlyList<string> Lacking { get; init; } = [];

    /// <summary>Jobs that are ready in the queue; 0 for an exchange.</summary>
    public long Ready { get; init; }

    /// <summary>Who consumes the queue; 0 for an exchange.</summary>
    public int Consumers { get; init; }

    /// <summary>What the broker said where it did not let us look or compare; <see langword="null"/> otherwise.</summary>
    public string? Refusal { get; init; }
}

/// <summary>An argument that the service declares otherwise than the broker has it.</summary>
/// <param name="Argument">The argument, such as <c>x-max-length</c>.</param>
/// <param name="Declared">The service's value, as the broker prints it; <c>none</c> where it has none.</param>
/// <param name="Current">The broker's value; <c>none</c> where it has none.</param>
/// <param name="Remedy">What to do about it, in a sentence.</param>
public sealed record ArgumentMismatch(string Argument, string Declared, string Current, string Remedy);
