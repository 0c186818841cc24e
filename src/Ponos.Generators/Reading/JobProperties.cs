using Microsoft.CodeAnalysis;

namespace Ponos.Generators.Reading;

/// <summary>One property of a job as it stands in the JSON.</summary>
internal sealed record JobProperty(string Member, string JsonName, bool IsRequired);

/// <summary>A job's properties, named as System.Text.Json names them by its web defaults.</summary>
internal static class JobProperties
{
    public static List<JobProperty> Of(INamedTypeSymbol type)
    {
        var parameters = type.TypeKind == TypeKind.Class && Constructor(type) is { } constructor ? constructor.Parameters : [];
        return
        [
            .. Members(type)
                .Where(member => !IsIgnored(member))
                .Select(member => new JobProperty(
                    member.Name,
                    JsonName(member),
                    IsRequired(member) || parameters.Any(parameter => MustBeGiven(parameter) && IsSame(parameter, member)))),
        ];
    }

    /// <summary>Whether the type keeps what no property takes, so that every name has a place in it.</summary>
    public static bool HasExtensionData(INamedTypeSymbol type) =>
        Members(type).Any(member => member.FindJson("JsonExtensionDataAttribute") is not null);

    /// <summary>The constructor that System.Text.Json reads with, or <see langword="null"/> when it could not choose.</summary>
    public static IMethodSymbol? Constructor(INamedTypeSymbol type)
    {
        if (type.InstanceConstructors.FirstOrDefault(IsMarked) is { } marked)
        {
            return marked;
        }

        var open = type.InstanceConstructors.Where(one => one.DeclaredAccessibility == Accessibility.Public).ToList();
        return open.Find(one => one.Parameters.IsEmpty) ?? (open.Count == 1 ? open[0] : null);
    }

    /// <summary>Properties and marked fields, those of base types too.</summary>
    public static IEnumerable<ISymbol> Members(INamedTypeSymbol type) =>
        type.WithBases()
            .SelectMany(one => one.GetMembers())
            .Where(member => member is { IsStatic: false, CanBeReferencedByName: true }
                && member is IPropertySymbol { IsIndexer: false } or IFieldSymbol
                && (member is IPropertySymbol { DeclaredAccessibility: Accessibility.Public }
                    || member.FindJson("JsonIncludeAttribute") is not null));

    /// <summary>The camel case of System.Text.Json: <c>URLPath</c> is <c>urlPath</c>.</summary>
    public static string CamelCase(string name)
    {
        var letters = name.ToCharArray();
        for (var i = 0; i < letters.Length && char.IsUpper(letters[i]); i++)
        {
            if (i > 0 && i + 1 < letters.Length && !char.IsUpper(letters[i + 1]))
            {
                break;
            }

            letters[i] = char.ToLowerInvariant(letters[i]);
        }

        return new string(letters);
    }

    private static string JsonName(ISymbol member) =>
        member.FindJson("JsonPropertyNameAttribute")?.Argument()?.Value as string ?? CamelCase(member.Name);

    // JsonIgnoreCondition.Always is 1, and what [JsonIgnore] alone means.
    private static bool IsIgnored(ISymbol member) =>
        member.FindJson("JsonIgnoreAttribute") is { } ignore && ignore.Named("Condition")?.Value is null or 1;

    private static bool IsRequired(ISymbol member) =>
        member is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true }
        || member.FindJson("JsonRequiredAttribute") is not null;

    // What may be null or has a default reads well from a job without it.
    private static bool MustBeGiven(IParameterSymbol parameter) =>
        !parameter.HasExplicitDefaultValue
        && (parameter.Type.IsValueType
            ? parameter.Type.OriginalDefinition.SpecialType != SpecialType.System_Nullable_T
            : parameter.NullableAnnotation == NullableAnnotation.NotAnnotated);

    private static bool IsSame(IParameterSymbol parameter, ISymbol member) =>
        string.Equals(parameter.Name, member.Name, StringComparison.OrdinalIgnoreCase);

    private static bool IsMarked(IMethodSymbol constructor) => constructor.FindJson("JsonConstructorAttribute") is not null;
}
