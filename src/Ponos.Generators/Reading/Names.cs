using Microsoft.CodeAnalysis;
using Ponos.Generators.Rules;
using Ponos.Topology;

namespace Ponos.Generators.Reading;

/// <summary>Reads the name in <c>[Task]</c>, <c>[Event]</c> and <c>[OnDead]</c>.</summary>
internal static class Names
{
    /// <summary>The name, or <see langword="null"/> when there is none that can be used.</summary>
    public static string? Read(AttributeData attribute, string owner, bool patterns, Findings findings)
    {
        if (attribute.Argument() is not { } argument)
        {
            return null;
        }

        var name = argument.Value as string;
        var isName = name is not null && (patterns ? JobName.IsNameOrPattern(name) : JobName.IsName(name));
        var isReserved = isName && !attribute.IsOnDead() && attribute.Kind() == "Event" && QueueNames.IsReservedEvent(name!);
        if (isName && !isReserved)
        {
            if (patterns && JobName.HasManyHashes(name!))
            {
                findings.Add(DiagnosticRules.ManyHashes, attribute.Locate(), name!, owner);
            }

            return name;
        }

        var remedy = isReserved ? QueueNames.ReservedRule : patterns ? JobName.PatternRule : JobName.Rule;
        if (!patterns && name is not null && JobName.IsPattern(name))
        {
            remedy = "a name without '*' and '#': only an [Event] on a method listens to a pattern";
        }

        findings.Add(
            DiagnosticRules.BadName,
            attribute.Locate(),
            name ?? "null",
            attribute.IsOnDead() ? "job's name" : attribute.Kind() == "Task" ? "task's name" : "event's name",
            owner,
            remedy);
        return null;
    }

    /// <summary>The service that a task is published to, when one was written.</summary>
    public static string? ReadService(AttributeData attribute, string owner, Findings findings)
    {
        if (attribute.Named("Service")?.Value is not string service)
        {
            return null;
        }

        CheckService(service, owner, attribute.Locate("Service"), findings);
        return service;
    }

    /// <summary>The service that a class of handlers is assigned to, when one was written.</summary>
    public static string? ReadServiceOfClass(INamedTypeSymbol type, Findings findings)
    {
        if (type.FindPonos("ServiceAttribute") is not { } attribute || attribute.Argument()?.Value is not string service)
        {
            return null;
        }

        CheckService(service, type.ToText(), attribute.Locate(), findings);
        return service;
    }

    private static void CheckService(string service, string owner, Location? location, Findings findings)
    {
        if (!JobName.IsName(service) || QueueNames.IsReserved(service))
        {
            var remedy = JobName.IsName(service) ? QueueNames.ReservedRule : JobName.Rule;
            findings.Add(DiagnosticRules.BadName, location, service, "service's name", owner, remedy);
        }
    }
}
