using System.Numerics;
using Ponos.Schema.Text;

namespace Ponos.Schema.Rules;

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

    /// <summary>Its place among the rules of its table.</summary>
    public int Ordinal { get; set; }

    public bool HasDependents => DependentRequired.Count != 0 || DependentSchemas.Count != 0;
}

/// <summary>A name that another property's presence requires.</summary>
internal sealed record DependentName(string Keyword, byte[] Name, string Text);

/// <summary>Finds the rule of a name: an open-addressed table over hashes that the scan has already computed.</summary>
internal sealed class PropertyTable
{
    private const int SlotsPerRule = 4;

    private readonly Slot[] _slots;
    private readonly int _mask;

    public PropertyTable(PropertyRule[] rules)
    {
        Rules = rules;
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)(rules.Length * SlotsPerRule) | 1);
        _slots = new Slot[size];
        _mask = size - 1;
        for (var ordinal = 0; ordinal < rules.Length; ordinal++)
        {
            var rule = rules[ordinal];
            rule.Ordinal = ordinal;
            var slot = rule.Hash & _mask;
            while (_slots[slot].Rule is not null)
            {
                slot = (slot + 1) & _mask;
            }

            _slots[slot] = new Slot(rule.Hash, rule.Name, rule);
        }
    }

    public PropertyRule[] Rules { get; }

    public PropertyRule? Find(int hash, ReadOnlySpan<byte> name)
    {
        for (var at = hash & _mask; ; at = (at + 1) & _mask)
        {
            ref readonly var slot = ref _slots[at];
            if (slot.Rule is null)
            {
                return null;
            }

            if (slot.Hash == hash && name.SequenceEqual(slot.Name))
            {
                return slot.Rule;
            }
        }
    }

    // What is compared lies in the table itself: one access to memory less for each name.
    private readonly record struct Slot(int Hash, byte[] Name, PropertyRule? Rule);
}
