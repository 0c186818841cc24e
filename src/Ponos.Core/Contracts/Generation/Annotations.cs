using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization.Metadata;

namespace Ponos.Contracts.Generation;

/// <summary>A property's attributes, which on a positional record stand on the parameter unless they say <c>property:</c>.</summary>
internal static class Annotations
{
    public static IEnumerable<object> Of(JsonPropertyInfo property) =>
        (property.AttributeProvider?.GetCustomAttributes(inherit: true) ?? [])
            .Concat(property.AssociatedParameter?.AttributeProvider?.GetCustomAttributes(inherit: true) ?? []);

    /// <summary>Whether a value must be there and not be null.</summary>
    public static bool Demand(object[] annotations) => Array.Exists(annotations, annotation => annotation is RequiredAttribute);
}
