using Microsoft.CodeAnalysis;
using Ponos.Generators.Reading;

namespace Ponos.Generators.Rules;

/// <summary>The rules over all handlers and contracts of one project.</summary>
internal static class CatalogueRules
{
    /// <summary>A task and an event of one name would share the queue <c>{service}.{name}</c>, so the kind does not matter.</summary>
    public static void CheckHandlers(IEnumerable<HandlerReading> handlers, Findings findings)
    {
        foreach (var same in handlers.GroupBy(handler => handler.Name, StringComparer.Ordinal))
        {
            var first = same.First();
            foreach (var other in same.Skip(1))
            {
                findings.Add(
                    DiagnosticRules.DuplicateHandler,
                    other.Location,
                    other.Name,
                    first.Method.ToHandlerName(),
                    other.Method.ToHandlerName());
            }
        }
    }

    /// <summary>A handler that takes no job, or takes it as JSON, agrees with every contract.</summary>
    public static void CheckTypes(
        IReadOnlyList<HandlerReading> handlers, IReadOnlyList<ContractReading> contracts, Findings findings)
    {
        foreach (var same in contracts.GroupBy(contract => contract.Name, StringComparer.Ordinal))
        {
            var first = same.First();
            foreach (var other in same.Skip(1).Where(other => !IsSame(first.Type, other.Type)))
            {
                Add(other.Name, first.Type, other.Type, other.Location, findings);
            }

            foreach (var handler in handlers.Where(handler => handler.Name == same.Key))
            {
                if (handler.JobType is { } type && !type.IsPonos("Job") && !same.Any(contract => IsSame(contract.Type, type)))
                {
                    Add(handler.Name, first.Type, type, handler.Location, findings);
                }
            }
        }
    }

    private static void Add(string name, ITypeSymbol declared, ITypeSymbol other, Location? location, Findings findings) =>
        findings.Add(DiagnosticRules.TwoTypesForOneName, location, name, Text(declared, other), Text(other, declared));

    // Two types may share their short name: then the namespace tells them apart.
    private static string Text(ITypeSymbol type, ITypeSymbol other) =>
        type.ToText() == other.ToText() ? type.ToDisplayString() : type.ToText();

    private static bool IsSame(ITypeSymbol one, ITypeSymbol other) => SymbolEqualityComparer.Default.Equals(one, other);
}
