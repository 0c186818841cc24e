using Microsoft.CodeAnalysis;
using Ponos.Contracts.Generation;
using Ponos.Generators.Reading;

namespace Ponos.Generators.Rules;

/// <summary>
/// Warns of what validates a job elsewhere in .NET and not in its contract, in the job's type and in those that it holds.
/// </summary>
internal static class UnenforcedAnnotations
{
    private const string Annotations = "System.ComponentModel.DataAnnotations";
    private const string NoSchema = "no JSON Schema can say it";

    public static void Check(INamedTypeSymbol job, Findings findings) =>
        Check(job, findings, new HashSet<INamedTypeSymbol>(SymbolEqualityComparer.Default));

    private static void Check(INamedTypeSymbol type, Findings findings, HashSet<INamedTypeSymbol> seen)
    {
        if (!seen.Add(type) || type.Locations.FirstOrDefault() is not { IsInSource: true } location)
        {
            return;
        }

        if (type.AllInterfaces.Any(one => one.Is(Annotations, "IValidatableObject")))
        {
            findings.Add(
                DiagnosticRules.AnnotationNotEnforced,
                location,
                "IValidatableObject",
                type.ToText(),
                "a contract is checked on the JSON, before there is an object");
        }

        Report(type, type.ToText(), findings);
        foreach (var member in JobProperties.Members(type).Where(member => member.FindJson("JsonIgnoreAttribute") is null))
        {
            Report(member, $"{type.ToText()}.{member.Name}", findings);
            foreach (var parameter in ParametersOf(type, member))
            {
                Report(parameter, $"{type.ToText()}.{member.Name}", findings);
            }

            foreach (var held in Held(member is IPropertySymbol property ? property.Type : ((IFieldSymbol)member).Type))
            {
                Check(held, findings, seen);
            }
        }
    }

    private static void Report(ISymbol symbol, string place, Findings findings)
    {
        foreach (var attribute in symbol.GetAttributes())
        {
            if (attribute.AttributeClass is { } type && WhyNot(type) is { } why)
            {
                findings.Add(
                    DiagnosticRules.AnnotationNotEnforced,
                    attribute.Locate() ?? symbol.Locations.FirstOrDefault(),
                    $"[{Short(type)}]",
                    place,
                    why);
            }
        }
    }

    /// <summary>Why a contract does not enforce an attribute, or <see langword="null"/> when it does or has nothing to enforce.</summary>
    private static string? WhyNot(INamedTypeSymbol attribute)
    {
        var validates = false;
        for (var type = attribute; type is not null; type = type.BaseType)
        {
            if (AnnotationTable.Find(type.ToDisplayString()) is { } treatment)
            {
                return treatment switch
                {
                    AnnotationTreatment.NotEnforced => NoSchema,
                    _ when validates => "its own code decides, which no JSON Schema knows",
                    _ => null,
                };
            }

            validates |= type.GetMembers("IsValid").Any(member => member.IsOverride);
        }

        return null;
    }

    private static IEnumerable<IParameterSymbol> ParametersOf(INamedTypeSymbol type, ISymbol member) =>
        JobProperties.Constructor(type)?.Parameters
            .Where(parameter => string.Equals(parameter.Name, member.Name, StringComparison.OrdinalIgnoreCase))
        ?? [];

    /// <summary>The types in a member: its own, and those in its collections.</summary>
    private static IEnumerable<INamedTypeSymbol> Held(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => Held(array.ElementType),
        INamedTypeSymbol named => named.TypeArguments.SelectMany(Held).Append(named),
        _ => [],
    };

    private static string Short(INamedTypeSymbol attribute) =>
        attribute.Name.EndsWith("Attribute", StringComparison.Ordinal)
            ? attribute.Name.Substring(0, attribute.Name.Length - "Attribute".Length)
            : attribute.Name;
}
