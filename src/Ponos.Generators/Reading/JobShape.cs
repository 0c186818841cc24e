using Microsoft.CodeAnalysis;

namespace Ponos.Generators.Reading;

/// <summary>Whether a type is read from and written as a JSON object.</summary>
internal static class JobShape
{
    private const string UseRecord = "use a record with a property for each value";
    private const string UseJob = "use a record, or Ponos.Job for the JSON as it came";

    /// <summary>Types of .NET that are JSON, but a string, a number, or anything.</summary>
    private static readonly HashSet<string> Values =
    [
        "System.DateTimeOffset", "System.DateOnly", "System.TimeOnly", "System.TimeSpan", "System.Guid", "System.Uri",
        "System.Version", "System.Half", "System.Int128", "System.UInt128", "System.Numerics.BigInteger",
    ];

    private static readonly HashSet<string> AnyJson =
    [
        "System.Text.Json.JsonElement", "System.Text.Json.JsonDocument", "System.Text.Json.Nodes.JsonNode",
        "System.Text.Json.Nodes.JsonValue", "System.Text.Json.Nodes.JsonArray",
    ];

    /// <summary>What keeps the type from being a job and what to do about it, or <see langword="null"/>.</summary>
    public static (string Why, string Remedy)? Problem(ITypeSymbol type)
    {
        // The compiler reports a type that is not there; that a method is generic is reported there.
        if (type is IErrorTypeSymbol or ITypeParameterSymbol || type.IsPonos("Job") || type.FindJson("JsonConverterAttribute") is not null
            || Interfaces(type).Any(IsDictionary))
        {
            return null;
        }

        return OfKind(type) ?? OfName(type) ?? OfInterfaces(type) ?? OfClass(type);
    }

    /// <summary>Whether values of derived types are read and written under the base type.</summary>
    public static bool IsPolymorphic(ITypeSymbol type) => type.FindJson("JsonDerivedTypeAttribute") is not null;

    private static (string Why, string Remedy)? OfKind(ITypeSymbol type) => type.TypeKind switch
    {
        TypeKind.Array => ("an array is no JSON object", "use a record with a property for the items"),
        TypeKind.Enum => ("an enum is no JSON object", UseRecord),
        TypeKind.Delegate => ("a delegate cannot be read from JSON", UseRecord),
        TypeKind.Dynamic => ("its shape is not known", UseJob),
        TypeKind.Pointer or TypeKind.FunctionPointer => ("a pointer cannot be read from JSON", UseRecord),
        _ when type.IsTupleType => ("a tuple is an empty JSON object", UseRecord),
        _ when type.IsRefLikeType => ("a ref struct cannot be read from JSON", UseRecord),
        _ when type.IsStatic => ("a static class has no values", UseRecord),
        _ when type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T => ("it may be null", "take away the '?'"),
        _ => null,
    };

    private static (string Why, string Remedy)? OfName(ITypeSymbol type)
    {
        if (type.SpecialType == SpecialType.System_Object)
        {
            return ("its shape is not known", UseJob);
        }

        if (type.SpecialType is SpecialType.System_String or SpecialType.System_DateTime
            or (>= SpecialType.System_Boolean and <= SpecialType.System_Double)
            or SpecialType.System_IntPtr or SpecialType.System_UIntPtr)
        {
            return ("it is a single value, no JSON object", UseRecord);
        }

        var name = $"{type.ContainingNamespace?.ToDisplayString()}.{type.MetadataName}";
        return Values.Contains(name) ? ("it is a single value, no JSON object", UseRecord)
            : AnyJson.Contains(name) ? ("its shape is not known", UseJob)
            : null;
    }

    private static (string Why, string Remedy)? OfInterfaces(ITypeSymbol type) =>
        Interfaces(type).Any(@interface => @interface.SpecialType == SpecialType.System_Collections_IEnumerable)
            ? ("a collection is a JSON array, no JSON object", "use a record with a property for the items")
            : null;

    private static IEnumerable<INamedTypeSymbol> Interfaces(ITypeSymbol type) =>
        type is INamedTypeSymbol named ? type.AllInterfaces.Append(named) : type.AllInterfaces;

    // A dictionary with text keys is a JSON object.
    private static bool IsDictionary(INamedTypeSymbol type) =>
        (type.Is("System.Collections.Generic", "IDictionary`2") || type.Is("System.Collections.Generic", "IReadOnlyDictionary`2"))
        && type.TypeArguments[0].SpecialType == SpecialType.System_String;

    private static (string Why, string Remedy)? OfClass(ITypeSymbol type)
    {
        if (type is not INamedTypeSymbol named)
        {
            return null;
        }

        if (named.IsAbstract)
        {
            return IsPolymorphic(named)
                ? null
                : ("it cannot be created", "use a type that is not abstract, or name the derived types with [JsonDerivedType]");
        }

        return named.TypeKind == TypeKind.Class ? OfConstructor(named) : null;
    }

    private static (string Why, string Remedy)? OfConstructor(INamedTypeSymbol type)
    {
        if (JobProperties.Constructor(type) is not { } constructor)
        {
            return ("no single public constructor says how to read it from JSON",
                "leave one public constructor, or mark one with [JsonConstructor]");
        }

        var members = JobProperties.Members(type).Select(member => member.Name).ToList();
        var unbound = constructor.Parameters.FirstOrDefault(parameter =>
            !members.Exists(member => string.Equals(member, parameter.Name, StringComparison.OrdinalIgnoreCase)));
        return unbound is null
            ? null
            : ($"its constructor's parameter '{unbound.Name}' has no property of that name",
                "use a record; what comes from DI belongs into the handler class's constructor, or is taken as an interface");
    }
}
