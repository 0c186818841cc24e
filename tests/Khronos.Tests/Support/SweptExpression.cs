namespace Khronos.Tests.Support;

/// <summary>An expression, and the same in C#.</summary>
internal sealed class SweptExpression(string text, Func<DateTime, bool> matches, bool isRepeating, bool namesHours)
{
    public string Text { get; } = text;

    public bool IsRepeating { get; } = isRepeating;

    public bool NamesHours { get; } = namesHours;

    public bool Matches(DateTime local) => matches(local);
}
