namespace Ponos.Commands.Evolution;

/// <summary>How much a demand that is not promised matters.</summary>
internal enum FindingKind
{
    /// <summary>Nothing can go wrong by it: a description, a property that was not sent before.</summary>
    Note,

    /// <summary>The schemas do not tell whether the demand is kept.</summary>
    Unsure,

    /// <summary>The demand is not kept.</summary>
    Broken,
}

/// <summary>A demand of one schema that another does not promise to keep.</summary>
/// <param name="Pointer">Where the demand stands.</param>
/// <param name="Keyword">Which keyword makes it.</param>
/// <param name="Kind">How much it matters.</param>
/// <param name="What">The demand, as a clause that begins with its subject: "it has at least 3 characters".</param>
internal sealed record Finding(string Pointer, string Keyword, FindingKind Kind, string What)
{
    public bool IsNote => Kind == FindingKind.Note;

    public static Finding Broken(string pointer, string keyword, string what) => new(pointer, keyword, FindingKind.Broken, what);

    public static Finding Unsure(string pointer, string keyword, string what) => new(pointer, keyword, FindingKind.Unsure, what);

    public static Finding Note(string pointer, string keyword, string what) => new(pointer, keyword, FindingKind.Note, what);
}
