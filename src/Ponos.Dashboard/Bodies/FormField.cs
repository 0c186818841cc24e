namespace Ponos.Dashboard.Bodies;

/// <summary>A field of a form.</summary>
internal sealed record FormField
{
    /// <summary>Which member it is.</summary>
    public required string Pointer { get; init; }

    public required FieldKind Kind { get; init; }

    /// <summary>What there is to choose from, as JSON.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    public required bool IsRequired { get; init; }

    public bool IsSecret { get; init; }

    /// <summary>Whether the member is there and is an empty text, which is something else than none.</summary>
    public bool IsEmptyText { get; init; }

    /// <summary>What it holds: a text as it is, everything else as JSON; empty where the member is not there.</summary>
    public required string Value { get; init; }

    /// <summary>What the schema says of it.</summary>
    public required string Hint { get; init; }

    public string Label => Pointer[1..]
        .Replace("/", " › ", StringComparison.Ordinal)
        .Replace("~1", "/", StringComparison.Ordinal)
        .Replace("~0", "~", StringComparison.Ordinal);

    public string Expected => Kind switch
    {
        FieldKind.Integer => "whole number",
        FieldKind.Number => "number",
        FieldKind.YesNo => "'true' or 'false'",
        _ => "JSON",
    };
}

/// <summary>How a member is filled in.</summary>
internal enum FieldKind
{
    /// <summary>A text.</summary>
    Text,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A number.</summary>
    Number,

    /// <summary>True or false.</summary>
    YesNo,

    /// <summary>One of several.</summary>
    Choice,

    /// <summary>Anything, as JSON.</summary>
    Json,
}
