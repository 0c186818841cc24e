using Ponos.Schema.Rules;
using Ponos.Schema.Text;

namespace Ponos.Schema.OnePass;

/// <summary>
/// What <see cref="OnePassReader"/> needs of a schema all of whose keywords can be judged while a document is read: types, bounds,
/// named properties, items, lists of strings. It is what most jobs' contracts are made of.
/// </summary>
internal sealed class OnePassSchema
{
    // One bit of a word for each.
    private const int MostProperties = 64;

    /// <summary>Holds for every value.</summary>
    public static OnePassSchema Anything { get; } = CreateAnything();

    public JsonTypes Types { get; private init; }

    public StringRules? Strings { get; private init; }

    public NumberRules? Numbers { get; private init; }

    public ValueRules? Enum { get; private init; }

    /// <summary>The properties of an object; none is known when the schema names none.</summary>
    public PropertyTable Properties { get; private init; } = new([]);

    /// <summary>The schemas of <see cref="Properties"/>, by their ordinals.</summary>
    public OnePassSchema[] Named { get; private set; } = [];

    /// <summary>One bit for the ordinal of each property that must be there.</summary>
    public ulong Required { get; private init; }

    /// <summary>Whether names are allowed that <see cref="Properties"/> does not list. Of them only the number counts.</summary>
    public bool AllowsOthers { get; private init; }

    public int MinProperties { get; private init; }

    public int MaxProperties { get; private init; } = int.MaxValue;

    public OnePassSchema? Items { get; private set; }

    public int MinItems { get; private init; }

    public int MaxItems { get; private init; } = int.MaxValue;

    /// <summary>Translates a compiled schema.</summary>
    /// <returns><see langword="null"/> when some part of it asks for more than one pass.</returns>
    public static OnePassSchema? Of(SchemaNode root) => Translate(root, []);

    private static OnePassSchema? Translate(SchemaNode node, Dictionary<SchemaNode, OnePassSchema> known)
    {
        if (known.TryGetValue(node, out var translated))
        {
            return translated;
        }

        if (!IsSimple(node))
        {
            return null;
        }

        var schema = new OnePassSchema
        {
            Types = node.Types,
            Strings = node.Strings,
            Numbers = node.Numbers,
            Enum = node.Values,
            Properties = node.Objects?.Properties ?? Anything.Properties,
            Required = RequiredBits(node.Objects),
            AllowsOthers = node.Objects?.Additional is null,
            MinProperties = node.Objects?.MinProperties ?? 0,
            MaxProperties = node.Objects?.MaxProperties ?? int.MaxValue,
            MinItems = node.Arrays?.MinItems ?? 0,
            MaxItems = node.Arrays?.MaxItems ?? int.MaxValue,
        };
        known.Add(node, schema);
        return schema.TryTranslateChildren(node, known) ? schema : null;
    }

    private bool TryTranslateChildren(SchemaNode node, Dictionary<SchemaNode, OnePassSchema> known)
    {
        Items = node.Arrays?.Rest is { } rest ? Translate(rest, known) : Anything;
        var named = Properties.Rules.Select(rule => rule.Schema is null ? Anything : Translate(rule.Schema, known))
            .OfType<OnePassSchema>()
            .ToArray();
        Named = named;
        return Items is not null && named.Length == Properties.Rules.Length;
    }

    private static bool IsSimple(SchemaNode node) =>
        node.InPlace is null
        && node.Unevaluated is null
        && node.Strings is null or { Pattern: null or { HasTimeLimit: false } }
        && node.Values is null or { IsEnumAlone: true }
        && node.Arrays is null or { Prefix.Length: 0, UniqueItems: false, Contains: null }
        && IsSimple(node.Objects);

    private static bool IsSimple(ObjectRules? objects) =>
        objects is null
        || (objects is { HasDependents: false, Patterns.Length: 0, Names: null, Additional: null or { IsNever: true } }
            && objects.Properties.Rules.Length <= MostProperties
            // A name that is required and not described is one of the others.
            && (objects.Additional is null || objects.Properties.Rules.All(rule => rule.Schema is not null)));

    private static OnePassSchema CreateAnything()
    {
        var anything = new OnePassSchema { Types = JsonTypes.All, AllowsOthers = true };
        anything.Items = anything;
        return anything;
    }

    private static ulong RequiredBits(ObjectRules? objects) =>
        (objects?.Properties.Rules ?? []).Where(rule => rule.IsRequired).Aggregate(0UL, (bits, rule) => bits | (1UL << rule.Ordinal));
}
