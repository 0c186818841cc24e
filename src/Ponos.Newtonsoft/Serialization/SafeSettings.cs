using Newtonsoft.Json;
using Newtonsoft.Json.Serialization;

namespace Ponos.Newtonsoft.Serialization;

/// <summary>The application's settings, without those by which a job could choose what is made of it.</summary>
internal static class SafeSettings
{
    public static JsonSerializerSettings From(JsonSerializerSettings settings) => new(settings)
    {
        TypeNameHandling = TypeNameHandling.None,
        // An attribute can switch type names on for one property, past the settings: what is not read does no harm.
        MetadataPropertyHandling = MetadataPropertyHandling.Ignore,
        SerializationBinder = new RefusingBinder(),
        PreserveReferencesHandling = PreserveReferencesHandling.None,
        MaxDepth = Math.Min(settings.MaxDepth ?? NewtonsoftOptions.MaxDepth, NewtonsoftOptions.MaxDepth),
        Formatting = Formatting.None,
        ContractResolver = settings.ContractResolver ?? new DefaultContractResolver(),
    };

    private sealed class RefusingBinder : ISerializationBinder
    {
        public Type BindToType(string? assemblyName, string typeName) =>
            throw new JsonSerializationException("The job names a CLR type. None is ever taken from a job.");

        public void BindToName(Type serializedType, out string? assemblyName, out string? typeName) =>
            throw new JsonSerializationException(
                $"A property of the type {serializedType} would write its CLR type into the job (TypeNameHandling). "
                + "Nobody would read it: remove the attribute.");
    }
}
