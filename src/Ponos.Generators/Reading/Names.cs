using Microsoft.CodeAnalysis;
using Ponos.Generators.Rules;

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
        if (name is not null && (patterns ? JobNameGrammar.IsNameOrPattern(name) : JobNameGrammar.IsName(name)))
        {
            return name;
        }

        var remedy = patterns ? JobNameGrammar.PatternRule : JobNameGrammar.Rule;
        if (!patterns && name is not null && JobNameGrammar.IsPattern(name))
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

        if (!JobNameGrammar.IsName(service))
        {
            findings.Add(
                DiagnosticRules.BadName, attribute.Locate("Service"), service, "service's name", owner, JobNameGrammar.Rule);
        }

        return service;
    }
}
