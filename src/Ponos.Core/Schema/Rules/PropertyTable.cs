using System.Numerics;

namespace Ponos.Schema;

/// <summary>What a schema says of one property by name.</summary>
internal sealed class PropertyRule(byte[] name, string text)
{
    public byte[] Name { get; } = name;

    /// <summary>The name for messages.</summary>
    public string Text { get; } = text;

    public int Hash { get; } = NameHash.Of(name);

    public SchemaNode? Schema { get; set; }

    public bool IsRequired { get; set; }

    /// <summary>Names that must be present when this one is, with the keyword that says so.</summary>
    public List<DependentName> DependentRequired { get; } = [];

    /// <summary>Schemas that hold for the object when this property is present.</summary>
    public List<SchemaNode> DependentSchemas { get; } = [];

    public bool HasDependents => DependentRequired.Count != 0 || DependentSchemas.Count != 0;
}

/// <summary>A name that another property's presence requires.</summary>
internal sealed record DependentName(string Keyword, byte[] Name, string Text);

/// <summary>Finds the rule of a name: an open-addressed table over hashes that the scan has already computed.</summary>
internal sealed class PropertyTable
{
    private const int SlotsPerRule = 4;

    private readonly PropertyRule?[] slots;
    private readonly int mask;

    public PropertyTable(PropertyRule[] rules)
    {
        Rules = rules;
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)(rules.Length * SlotsPerRule) | 1);
        slots = new PropertyRule?[size];
        mask = size - 1;
        foreach (var rule in rules)
        {
            var slot = rule.Hash & mask;
            while (slots[slot] is not null)
            {
                slot = (slot + 1) & mask;
            }

            slots[slot] = rule;
        }
    }

    public PropertyRule[] Rules { get; }

    public PropertyRule? Find(int hash, ReadOnlySpan<byte> name)
    {
        for (var slot = hash & mask; slots[slot] is { } rule; slot = (slot + 1) & mask)
        {
            if (rule.Hash == hash && name.SequenceEqual(rule.Name))
            {
                return rule;
            }
        }

        return null;
    }
}
