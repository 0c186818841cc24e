using Microsoft.CodeAnalysis;
using Ponos.Generators.Models;
using Ponos.Generators.Rules;

namespace Ponos.Generators.Reading;

/// <summary>A contract as it was read. <see cref="Model"/> is <see langword="null"/> when it cannot be used.</summary>
internal sealed record ContractReading(
    ContractModel? Model, INamedTypeSymbol Type, string Kind, string? Service, string Name, Location? Location);

/// <summary>Reads one <c>[Task]</c> or <c>[Event]</c> on a type.</summary>
internal static class ContractReader
{
    /// <summary>The contract, or <see langword="null"/> when its name is none.</summary>
    public static ContractReading? Read(INamedTypeSymbol type, AttributeData attribute, Findings findings)
    {
        var location = attribute.Locate();
        var owner = type.ToText();
        var kind = attribute.Kind();
        var name = Names.Read(attribute, owner, patterns: false, findings);
        var service = Names.ReadService(attribute, owner, findings);
        var priority = EnumSetting.Read(attribute.Named("Priority"), "Priority", owner, attribute.Locate("Priority"), findings);
        Reachability.CheckContract(type, location, findings);
        if (!type.IsGenericType && JobShape.Problem(type) is { } problem)
        {
            findings.Add(
                DiagnosticRules.NoJsonObject, type.Locations.FirstOrDefault(), owner, name ?? owner, problem.Why, problem.Remedy);
        }

        UnenforcedAnnotations.Check(type, findings);
        if (name is null)
        {
            return null;
        }

        var model = findings.HasErrors ? null : new ContractModel(kind, name, type.ToCode(), service, priority);
        return new ContractReading(model, type, kind, service, name, location);
    }
}
