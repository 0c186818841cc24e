namespace Ponos.Hosting.Settings;

/// <summary>One setting of options or of a handler: its key, its range, and where its value is kept.</summary>
internal abstract class Setting<TOf>(string key)
{
    /// <summary>The key below the section: <c>Retry:MaxAttempts</c>.</summary>
    public string Key => key;

    /// <summary>Sets what a user wrote.</summary>
    /// <exception cref="FormatException">It cannot be read, or is out of the range; the message is the remedy.</exception>
    public abstract TOf Read(TOf of, string text);

    /// <summary>The lower one with the value of the upper one, where that says one.</summary>
    public abstract TOf Lay(TOf upper, TOf lower);

    /// <summary>What is wrong with the value, with its remedy; or <see langword="null"/>.</summary>
    public abstract string? Fault(TOf of);
}

/// <summary>One setting that is a name of the user's own.</summary>
/// <param name="key">Its key.</param>
/// <param name="get">Its value.</param>
/// <param name="set">Sets it.</param>
/// <param name="isValid">Whether a text is a value; any is by default.</param>
/// <param name="rule">What a value is, as a remedy.</param>
internal sealed class TextSetting<TOf>(
    string key, Func<TOf, string?> get, Func<TOf, string, TOf> set, Func<string, bool>? isValid = null, string rule = "a name")
    : Setting<TOf>(key)
{
    public override TOf Read(TOf of, string text) => isValid?.Invoke(text) == false ? throw new FormatException(rule) : set(of, text);

    public override TOf Lay(TOf upper, TOf lower) => get(upper) is { } value ? set(lower, value) : lower;

    public override string? Fault(TOf of) => get(of) is not { } text ? null
        : text.Length == 0 ? $"is empty; write {rule}"
        : isValid?.Invoke(text) == false ? $"is '{text}'; write {rule}" : null;
}

/// <summary>One setting with a value of one type.</summary>
internal sealed class Setting<TOf, TValue>(string key, IRange<TValue> range, Func<TOf, TValue?> get, Func<TOf, TValue, TOf> set)
    : Setting<TOf>(key)
    where TValue : struct
{
    public override TOf Read(TOf of, string text) =>
        !range.TryParse(text, out var value) ? throw new FormatException(range.Form)
        : !range.Contains(value) ? throw new FormatException(range.Rule)
        : set(of, value);

    public override TOf Lay(TOf upper, TOf lower) => get(upper) is { } value ? set(lower, value) : lower;

    public override string? Fault(TOf of) =>
        get(of) is { } value && !range.Contains(value) ? $"is {range.Write(value)}; write {range.Rule}" : null;
}

/// <summary>One setting that is a number, or left to Ponos.</summary>
internal sealed class AutoSetting<TOf>(string key, NumberRange range, Func<TOf, int?> get, Func<TOf, int?, TOf> set) : Setting<TOf>(key)
{
    private const string Auto = "auto";

    private string Rule => $"{range.Rule}, or {Auto}";

    public override TOf Read(TOf of, string text) =>
        string.Equals(text, Auto, StringComparison.OrdinalIgnoreCase) ? set(of, null)
        : range.TryParse(text, out var value) && range.Contains(value) ? set(of, value)
        : throw new FormatException(Rule);

    public override TOf Lay(TOf upper, TOf lower) => get(upper) is { } value ? set(lower, value) : lower;

    public override string? Fault(TOf of) =>
        get(of) is { } value && !range.Contains(value) ? $"is {range.Write(value)}; write {Rule}" : null;
}
