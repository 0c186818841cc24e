using Microsoft.CodeAnalysis;
using Ponos.Generators.Reading;

namespace Ponos.Generators.Rules;

/// <summary>Finds attributes and properties that are written where nothing reads them.</summary>
internal static class IdleAttributes
{
    private static readonly string[] Settings =
    [
        "Retry", "Timeout", "Concurrency", "Prefetch", "Ack", "Expired", "RateLimit", "Queue", "Resilience",
    ];

    public static void OfMethod(IMethodSymbol method, Findings findings)
    {
        var jobs = method.JobAttributes().ToList();
        foreach (var job in jobs.Where(job => job.Named("Service") is not null))
        {
            Add(job, "Service", method.Name, "a handler runs in the service that is started with it", "write it on the record", findings);
        }

        foreach (var job in jobs.Where(job => job.Named("Priority") is not null))
        {
            Add(job, "Priority", method.Name, "a job has the priority that it is published with", "write it on the record", findings);
        }

        if (jobs.Count > 0 || method.ScheduleAttributes().Any())
        {
            return;
        }

        var (why, remedy) = method.FindPonos(Attributes.OnDead) is null
            ? ("the method is no handler", "add [Task] or [Event], or take it away")
            : ("a method with [OnDead] runs once, without settings", "write it on the job's handler, or take it away");
        foreach (var setting in Settings)
        {
            if (method.FindPonos(setting + "Attribute") is { } idle)
            {
                findings.Add(DiagnosticRules.WithoutEffect, idle.Locate(), $"[{setting}]", method.Name, why, remedy);
            }
        }

        foreach (var filter in method.GetAttributes().Where(attribute => attribute.FilterAttribute() is not null))
        {
            findings.Add(DiagnosticRules.WithoutEffect, filter.Locate(), $"[{NameOf(filter)}]", method.Name, why, remedy);
        }
    }

    public static void OfType(INamedTypeSymbol type, Findings findings)
    {
        foreach (var job in type.JobAttributes().Where(job => job.Named("Broadcast") is not null))
        {
            Add(job, "Broadcast", type.Name, "each listening service decides how it listens", "write it on the handler", findings);
        }

        if (type.FindPonos("ServiceAttribute") is { } service && !HasHandlers(type))
        {
            findings.Add(
                DiagnosticRules.WithoutEffect,
                service.Locate(),
                "[Service]",
                type.Name,
                "the class has no handler",
                "write it on the class that has them, or take it away");
        }
    }

    private static string NameOf(AttributeData attribute)
    {
        const string Suffix = "Attribute";
        var name = attribute.AttributeClass!.Name;
        return name.EndsWith(Suffix, StringComparison.Ordinal) ? name.Substring(0, name.Length - Suffix.Length) : name;
    }

    private static bool HasHandlers(INamedTypeSymbol type) => type.GetMembers().OfType<IMethodSymbol>().Any(method =>
        method.JobAttributes().Any() || method.ScheduleAttributes().Any() || method.FindPonos(Attributes.OnDead) is not null);

    private static void Add(AttributeData job, string property, string owner, string why, string remedy, Findings findings) =>
        findings.Add(DiagnosticRules.WithoutEffect, job.Locate(property), property, owner, why, remedy);
}
