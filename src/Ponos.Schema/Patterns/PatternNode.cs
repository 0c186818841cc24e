namespace Ponos.Schema.Patterns;

/// <summary>A part of a regular expression, as it was read.</summary>
internal abstract record PatternNode
{
    /// <summary>Matches the empty text.</summary>
    public static PatternNode Empty { get; } = new PatternSequence([]);
}

/// <summary>One character of a set.</summary>
internal sealed record PatternCharacter(CodePointSet Set) : PatternNode;

/// <summary>One part after the other.</summary>
internal sealed record PatternSequence(IReadOnlyList<PatternNode> Parts) : PatternNode;

/// <summary>One of several parts.</summary>
internal sealed record PatternChoice(IReadOnlyList<PatternNode> Parts) : PatternNode;

/// <summary>A part, so many times.</summary>
internal sealed record PatternRepeat(PatternNode Part, EcmaQuantifier Times) : PatternNode;

/// <summary>A group that a back reference may name by its number.</summary>
internal sealed record PatternGroup(PatternNode Part, int Number) : PatternNode;

/// <summary>What a group matched, once more.</summary>
internal sealed record PatternBackReference(int Number) : PatternNode;

/// <summary>A place between two characters.</summary>
internal sealed record PatternPlace(PatternStep Kind) : PatternNode;

/// <summary>A place that a part matches from or up to, or does not.</summary>
internal sealed record PatternLook(PatternNode Part, bool IsAhead, bool IsNegated) : PatternNode;
