using Ponos.Schema.Rules;
using Ponos.Schema.Text;

namespace Ponos.Schema.Compilation;

/// <summary>Reads the keywords for objects.</summary>
internal static class ObjectKeywords
{
    public static ObjectRules? Read(SchemaReader reader)
    {
        var properties = new Dictionary<string, PropertyRule>(StringComparer.Ordinal);
        foreach (var (name, value) in reader.Members("properties"))
        {
            Rule(name).Schema = reader.SchemaAt(value);
        }

        var required = reader.Find("required");
        foreach (var name in required < 0 ? [] : reader.Names("required", required))
        {
            Rule(name).IsRequired = true;
        }

        foreach (var (name, value) in reader.Members("dependentRequired"))
        {
            Require(name, value, "dependentRequired");
        }

        foreach (var (name, value) in reader.Members("dependentSchemas"))
        {
            Rule(name).DependentSchemas.Add(reader.SchemaAt(value));
        }

        foreach (var (name, value) in reader.Members("dependencies"))
        {
            if (reader.Text.TypeOf(value) == JsonTypes.Array)
            {
                Require(name, value, "dependencies");
            }
            else
            {
                Rule(name).DependentSchemas.Add(reader.SchemaAt(value));
            }
        }

        return Build(reader, [.. properties.Values]);

        PropertyRule Rule(string name)
        {
            if (!properties.TryGetValue(name, out var rule))
            {
                rule = new PropertyRule(SchemaReader.Bytes(name), name);
                properties.Add(name, rule);
            }

            return rule;
        }

        void Require(string name, int value, string keyword) =>
            Rule(name).DependentRequired.AddRange(
                reader.Names(keyword, value).Select(needed => new DependentName(keyword, SchemaReader.Bytes(needed), needed)));
    }

    private static ObjectRules? Build(SchemaReader reader, PropertyRule[] properties)
    {
        var patterns = reader.Members("patternProperties")
            .Select(member => new PatternRule(reader.Pattern("patternProperties", member.Name), reader.SchemaAt(member.Value)))
            .ToArray();
        var additional = reader.Schema("additionalProperties");
        var names = reader.Schema("propertyNames");
        var rules = new ObjectRules
        {
            MinProperties = reader.Count("minProperties") ?? 0,
            MaxProperties = reader.Count("maxProperties") ?? int.MaxValue,
            Properties = new PropertyTable(properties),
            RequiredCount = properties.Count(rule => rule.IsRequired),
            HasDependents = properties.Any(rule => rule.HasDependents),
            Patterns = patterns,
            Additional = additional,
            Names = names,
            LooksInside = additional is not null
                || names is not null
                || patterns.Length != 0
                || properties.Any(rule => rule.IsRequired || rule.Schema is not null),
        };
        return rules is { MinProperties: 0, MaxProperties: int.MaxValue, LooksInside: false, HasDependents: false } ? null : rules;
    }
}
