using Microsoft.CodeAnalysis;
using Ponos.Generators.Reading;

namespace Ponos.Generators.Rules;

/// <summary>The rules over all handlers and contracts of one project.</summary>
internal static class CatalogRules
{
    /// <summary>A task and an event of one name would share the queue <c>{service}.{name}</c>, so the kind does not matter.</summary>
    public static void CheckHandlers(IEnumerable<HandlerReading> handlers, Findings findings) =>
        CheckUnique(handlers, "handlers", "a service has one queue and one handler for each name", findings);

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

    public static void CheckFinalHandlers(
        IReadOnlyList<HandlerReading> finalHandlers, IReadOnlyList<HandlerReading> handlers, Findings findings)
    {
        CheckUnique(finalHandlers, "methods with [OnDead]", "one runs before a job is dead", findings);
        foreach (var final in finalHandlers)
        {
            if (handlers.FirstOrDefault(handler => handler.Name == final.Name && handler.Meets(final)) is { } handler)
            {
                CheckFinalType(final, handler, findings);
            }
            else
            {
                findings.Add(DiagnosticRules.OnDeadWithoutHandler, final.Location, final.Method.ToHandlerName(), final.Name);
            }
        }
    }

    /// <summary>A final handler takes the job as the job's handler does, or as JSON.</summary>
    private static void CheckFinalType(HandlerReading final, HandlerReading handler, Findings findings)
    {
        // A type that cannot be a job is reported there.
        if (final.JobType is not { } type || type.IsPonos("Job") || type.HasErrors() || JobShape.Problem(type) is not null)
        {
            return;
        }

        var (finalName, handlerName) = (final.Method.ToHandlerName(), handler.Method.ToHandlerName());
        if (handler.JobType is null || handler.JobType.IsPonos("Job"))
        {
            var remedy = $"take Ponos.Job in '{finalName}', as '{handlerName}' does, or '{type.ToText()}' in both";
            findings.Add(DiagnosticRules.TwoTypesForOneName, final.Location, final.Name, "Ponos.Job", type.ToText(), remedy);
        }
        else if (!handler.JobType.HasErrors() && !IsSame(handler.JobType, type))
        {
            var remedy = $"take the type of '{handlerName}' in '{finalName}', or Ponos.Job";
            Add(final.Name, handler.JobType, type, final.Location, findings, remedy);
        }
    }

    private static void CheckUnique(IEnumerable<HandlerReading> methods, string what, string why, Findings findings)
    {
        foreach (var same in methods.GroupBy(method => method.Name, StringComparer.Ordinal))
        {
            var seen = new List<HandlerReading>();
            foreach (var method in same)
            {
                if (seen.Find(method.Meets) is { } first)
                {
                    findings.Add(
                        DiagnosticRules.DuplicateHandler,
                        method.Location,
                        method.Name,
                        what,
                        first.Method.ToHandlerName(),
                        method.Method.ToHandlerName(),
                        why);
                }

                seen.Add(method);
            }
        }
    }

    private static void Add(
        string name,
        ITypeSymbol declared,
        ITypeSymbol other,
        Location? location,
        Findings findings,
        string remedy = "give both the same type, or one of them another name") =>
        findings.Add(DiagnosticRules.TwoTypesForOneName, location, name, Text(declared, other), Text(other, declared), remedy);

    // Two types may share their short name: then the namespace tells them apart.
    private static string Text(ITypeSymbol type, ITypeSymbol other) =>
        type.ToText() == other.ToText() ? type.ToDisplayString() : type.ToText();

    private static bool IsSame(ITypeSymbol one, ITypeSymbol other) => SymbolEqualityComparer.Default.Equals(one, other);
}
