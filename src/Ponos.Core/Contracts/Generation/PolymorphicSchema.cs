using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Ponos.Contracts.Generation;

/// <summary>A type that is written as one of several: a choice between them, told apart by the discriminator.</summary>
internal static class PolymorphicSchema
{
    public static JsonObject Of(JsonTypeInfo type, JsonPolymorphismOptions options, Func<Type, JsonObject> properties)
    {
        var choices = new JsonArray();
        foreach (var derived in options.DerivedTypes)
        {
            var schema = properties(derived.DerivedType);
            if (derived.TypeDiscriminator is null)
            {
                WorkableType.CheckWithoutDiscriminator(type, derived.DerivedType);
                Without(schema, options);
            }
            else
            {
                With(schema, options, derived.TypeDiscriminator is int number
                    ? JsonValue.Create(number)
                    : JsonValue.Create((string)derived.TypeDiscriminator));
            }

            choices.Add((JsonNode)schema);
        }

        if (!type.Type.IsAbstract && options.DerivedTypes.All(derived => derived.DerivedType != type.Type))
        {
            var schema = properties(type.Type);
            Without(schema, options);
            choices.Add((JsonNode)schema);
        }

        return new JsonObject { ["type"] = "object", ["anyOf"] = choices };
    }

    private static void With(JsonObject schema, JsonPolymorphismOptions options, JsonNode discriminator)
    {
        var name = options.TypeDiscriminatorPropertyName;
        PropertiesOf(schema).Insert(0, name, new JsonObject { ["const"] = discriminator });
        if (schema["required"] is not JsonArray required)
        {
            schema["required"] = required = [];
        }

        required.Insert(0, (JsonNode)name);
        Reserve(schema, name);
    }

    /// <summary>Without its discriminator it must not have one of another.</summary>
    private static void Without(JsonObject schema, JsonPolymorphismOptions options)
    {
        if (!options.IgnoreUnrecognizedTypeDiscriminators)
        {
            PropertiesOf(schema).Insert(0, options.TypeDiscriminatorPropertyName, false);
        }

        Reserve(schema, options.TypeDiscriminatorPropertyName);
    }

    /// <summary>The serializer reads no other name that begins with <c>$</c> where it looks for a discriminator.</summary>
    private static void Reserve(JsonObject schema, string discriminator) =>
        schema["propertyNames"] = new JsonObject { ["pattern"] = $"^(?:[^$]|{RegexText.Escape(discriminator)}$|$)" };

    private static JsonObject PropertiesOf(JsonObject schema)
    {
        if (schema["properties"] is not JsonObject properties)
        {
            schema["properties"] = properties = [];
        }

        return properties;
    }
}
