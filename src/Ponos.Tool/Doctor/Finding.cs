namespace Ponos.Tool.Doctor;

/// <summary>How bad something is.</summary>
internal enum Severity
{
    /// <summary>It is looked at and well.</summary>
    Fine,

    /// <summary>Worth knowing.</summary>
    Note,

    /// <summary>Jobs are or could be lost, or stand still.</summary>
    Bad,
}

/// <summary>Something that was looked at.</summary>
/// <param name="Severity">How bad it is.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="Text">What is the matter, in a sentence.</param>
/// <param name="Remedy">What to do; empty for nothing.</param>
internal sealed record Finding(Severity Severity, string Subject, string Text, string Remedy = "")
{
    public static Finding Bad(string subject, string text, string remedy) => new(Severity.Bad, subject, text, remedy);

    public static Finding Note(string subject, string text, string remedy = "") => new(Severity.Note, subject, text, remedy);

    public static Finding Fine(string subject, string text) => new(Severity.Fine, subject, text);
}
