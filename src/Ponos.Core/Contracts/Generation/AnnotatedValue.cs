using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;

namespace Ponos.Contracts.Generation;

/// <summary>A value that annotations stand on.</summary>
/// <param name="Name">The member as messages name it.</param>
/// <param name="Type">The value's type, without <see cref="Nullable{T}"/>.</param>
/// <param name="Write">A value of the type as the serializer writes it.</param>
internal sealed record AnnotatedValue(string Name, Type Type, Func<object, JsonNode?> Write)
{
    /// <exception cref="NotSupportedException">The value is no text.</exception>
    public void DemandText(ValidationAttribute annotation)
    {
        if (Type != typeof(string))
        {
            throw Cannot(annotation, $"stands on a {Type}, and means texts only. Take it away, or write a schema file for this contract.");
        }
    }

    public NotSupportedException Cannot(ValidationAttribute annotation, string why)
    {
        var name = annotation.GetType().Name;
        return new NotSupportedException(
            $"The [{(name.EndsWith("Attribute", StringComparison.Ordinal) ? name[..^"Attribute".Length] : name)}] of {Name} {why}");
    }

    /// <summary>Values that an annotation lists, in JSON.</summary>
    public JsonArray JsonOf(object?[] values, ValidationAttribute annotation)
    {
        var list = new JsonArray();
        foreach (var value in values)
        {
            list.Add(value is null ? null : JsonOf(value, annotation));
        }

        return list;
    }

    private JsonNode? JsonOf(object value, ValidationAttribute annotation) => value switch
    {
        double real when !double.IsFinite(real) => throw NoValue(value, annotation),
        float real when !float.IsFinite(real) => throw NoValue(value, annotation),
        _ when value.GetType() == Type => Write(value),
        string text => text,
        bool truth => truth,
        char letter => letter.ToString(),
        double real => real,
        float real => real,
        IConvertible and not Enum => JsonValue.Create(Convert.ToDecimal(value, System.Globalization.CultureInfo.InvariantCulture)),
        _ => throw NoValue(value, annotation),
    };

    private NotSupportedException NoValue(object value, ValidationAttribute annotation) =>
        Cannot(
            annotation,
            $"lists a {value.GetType()} ({value}), which stands for no value of {Type} in JSON. Write a schema file for this contract.");
}
