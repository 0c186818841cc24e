namespace Ponos.Hosting.Settings;

/// <summary>Yes or no.</summary>
internal sealed class TruthRange : IRange<bool>
{
    public static TruthRange Any { get; } = new();

    public string Form => Rule;

    public string Rule => "'true' or 'false'";

    public bool Contains(bool value) => true;

    public bool TryParse(string? text, out bool value) => bool.TryParse(text, out value);

    public string Write(bool value) => value ? "true" : "false";
}
