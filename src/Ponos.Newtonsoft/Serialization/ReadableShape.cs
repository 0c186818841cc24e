using System.Reflection;
using Newtonsoft.Json.Serialization;

namespace Ponos.Newtonsoft.Serialization;

/// <summary>
/// Refuses what Newtonsoft.Json would write and not read: the service does not start, and the message
/// names the member and the remedy.
/// </summary>
internal static class ReadableShape
{
    /// <summary>An object can be made.</summary>
    public static void Check(JsonObjectContract contract, string place)
    {
        var type = contract.UnderlyingType;
        if ((type.IsAbstract || type.IsInterface) && contract.DefaultCreator is null && contract.OverrideCreator is null)
        {
            throw new NotSupportedException(
                $"{place} is a {type}, which is abstract, and no type is taken from a job: Newtonsoft.Json can write it and not read it. "
                + "Take a class, a JObject, or give it a JsonConverter.");
        }
    }

    /// <summary>What is written of a property comes back.</summary>
    public static void Check(JsonObjectContract owner, JsonProperty property, string name)
    {
        if (property.Readable && !property.Writable && owner.CreatorParameters.GetClosestMatchProperty(property.PropertyName!) is null
            && property.DeclaringType?.GetProperty(
                property.UnderlyingName!, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
                is { SetMethod.IsPublic: false })
        {
            throw new NotSupportedException(
                $"{name} has a setter that is not public: it would be written and never read. "
                + "Make it public or 'init', mark the property with [JsonProperty], or leave it out with [JsonIgnore].");
        }
    }
}
