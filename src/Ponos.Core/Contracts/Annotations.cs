using System.Text.Json.Serialization.Metadata;

namespace Ponos.Contracts;

/// <summary>A property's attributes, which on a positional record stand on the parameter unless they say <c>property:</c>.</summary>
internal static class Annotations
{
    public static IEnumerable<object> Of(JsonPropertyInfo property) =>
        (property.AttributeProvider?.GetCustomAttributes(inherit: true) ?? [])
            .Concat(property.AssociatedParameter?.AttributeProvider?.GetCustomAttributes(inherit: true) ?? []);
}
