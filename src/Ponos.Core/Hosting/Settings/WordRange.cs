namespace Ponos.Hosting.Settings;

/// <summary>The words of an enumeration.</summary>
internal sealed class WordRange<TWord> : IRange<TWord>
    where TWord : struct, Enum
{
    public static WordRange<TWord> Any { get; } = new();

    public string Form => Rule;

    public string Rule => $"one of {string.Join(", ", Enum.GetNames<TWord>())}";

    public bool Contains(TWord value) => Enum.IsDefined(value);

    // A number is no word, though .NET reads it as one.
    public bool TryParse(string? text, out TWord value) =>
        Enum.TryParse(text, ignoreCase: true, out value) && char.IsAsciiLetter(text!.TrimStart()[0]);

    public string Write(TWord value) => value.ToString();
}
