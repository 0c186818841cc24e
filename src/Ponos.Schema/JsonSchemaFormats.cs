using Ponos.Schema.Formats;

namespace Ponos.Schema;

/// <summary>The values of <c>format</c> that can be checked: all that drafts 2020-12 and 7 define.</summary>
public static class JsonSchemaFormats
{
    /// <summary>Their names, such as <c>date-time</c>, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. FormatCatalogue.Names.Order(StringComparer.Ordinal)];

    /// <summary>
    /// Whether a format can be checked. Any other is an annotation, unless <see cref="JsonSchemaOptions"/> say otherwise.
    /// </summary>
    /// <param name="name">The value of <c>format</c>.</param>
    /// <returns><see langword="true"/> when <see cref="Names"/> has it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is <see langword="null"/>.</exception>
    public static bool IsKnown(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return FormatCatalogue.Find(name) is not null;
    }
}
