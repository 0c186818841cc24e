using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Ponos.Generators.Models;
using Ponos.Generators.Rules;

namespace Ponos.Generators.Reading;

/// <summary>A handler as it was read. <see cref="Model"/> is <see langword="null"/> when it cannot be called.</summary>
internal sealed record HandlerReading(
    HandlerModel? Model, IMethodSymbol Method, string? Kind, string? Service, string Name, ITypeSymbol? JobType, Location? Location)
{
    /// <summary>Whether it asks Khronos for what it handles, and does not only listen.</summary>
    public bool IsSchedule { get; init; }

    /// <summary>Whether a service may have both: each is for all services, or for the same one.</summary>
    public bool Meets(HandlerReading other) => Service is null || other.Service is null || Service == other.Service;
}

/// <summary>Reads one <c>[Task]</c>, <c>[Event]</c>, <c>[Every]</c>, <c>[Cron]</c> or <c>[OnDead]</c> on a method.</summary>
internal static class HandlerReader
{
    /// <summary>The handler, or <see langword="null"/> when its name is none.</summary>
    public static HandlerReading? Read(IMethodSymbol method, AttributeData attribute, Findings findings)
    {
        var location = attribute.Locate();
        Reachability.CheckHandler(method, location, findings);
        if (method.MethodKind != MethodKind.Ordinary)
        {
            return null;
        }

        var handler = method.ToHandlerName();
        var kind = attribute.IsOnDead() ? null : attribute.Kind();
        var schedule = attribute.IsSchedule() ? ScheduleReader.Read(attribute, handler, findings) : null;
        var name = attribute.IsSchedule() ? schedule?.JobName : Names.Read(attribute, handler, patterns: kind != "Task", findings);
        CheckReturn(method, handler, findings);
        var settings = kind is null ? default : SettingsReader.Read(method, attribute, findings);
        var job = attribute.IsSchedule() ? FindTick(method, handler, findings) : JobParameter.Find(method, kind, name ?? "");
        CheckJob(job, handler, findings);
        if (attribute.IsSchedule() && job is null && findings.HasErrors)
        {
            return null;
        }

        var service = Names.ReadServiceOfClass(method.ContainingType, findings);
        var arguments = HandlerArguments.Read(method, job, findings).ToImmutableArray();
        if (name is null)
        {
            return null;
        }

        var model = findings.HasErrors || !IsComplete(method)
            ? null
            : new HandlerModel(
                kind,
                name,
                handler,
                job?.Type.ToCode() ?? "global::Ponos.Job",
                Call(method, arguments),
                method.IsStatic ? null : method.ContainingType.ToCode(),
                settings,
                service,
                new EquatableArray<string>([.. HandlerArguments.Dependencies(method, job)]),
                kind is null ? default : SettingsReader.Filters(method),
                schedule?.Code);
        return new HandlerReading(model, method, kind, service, name, job?.Type, location) { IsSchedule = attribute.IsSchedule() };
    }

    private static IParameterSymbol? FindTick(IMethodSymbol method, string handler, Findings findings)
    {
        var tick = JobParameter.FindTick(method);
        if (tick is null)
        {
            foreach (var other in JobParameter.OtherJobs(method))
            {
                findings.Add(DiagnosticRules.NoTick, other.Locations.FirstOrDefault(), other.Name, handler, other.Type.ToText());
            }
        }

        return tick;
    }

    private static string Call(IMethodSymbol method, ImmutableArray<string> arguments)
    {
        var type = method.ContainingType.ToCode();
        var target = method.IsStatic ? type : HandlerArguments.Resolve(type);
        var call = $"{target}.{method.ToIdentifier()}({string.Join(", ", arguments)})";
        return method.ReturnType.Is("System.Threading.Tasks", "ValueTask") ? call + ".AsTask()" : call;
    }

    // Of a type that is not there, generated code would only repeat the compiler's error.
    private static bool IsComplete(IMethodSymbol method) =>
        !method.ReturnType.HasErrors() && !method.Parameters.Any(parameter => parameter.Type.HasErrors());

    private static void CheckJob(IParameterSymbol? job, string handler, Findings findings)
    {
        // A type that declares a contract is reported there.
        if (job is not null && !job.Type.JobAttributes().Any() && JobShape.Problem(job.Type) is { } problem)
        {
            findings.Add(
                DiagnosticRules.NoJsonObject,
                job.Locations.FirstOrDefault(),
                job.Type.ToText(),
                handler,
                problem.Why,
                problem.Remedy);
        }
    }

    private static void CheckReturn(IMethodSymbol method, string handler, Findings findings)
    {
        var type = method.ReturnType;
        if (type is IErrorTypeSymbol)
        {
            return;
        }

        var problem = method switch
        {
            { ReturnsVoid: true, IsAsync: true } => "is async void, so that nobody would wait for it or see it fail",
            { ReturnsVoid: true } => "returns void",
            { ReturnsByRef: true } or { ReturnsByRefReadonly: true } => "returns by reference",
            _ when IsPlainTask(type) => type.NullableAnnotation == NullableAnnotation.Annotated
                ? "may return null, which nobody can wait for"
                : null,
            _ when IsTaskOfResult(type) => $"returns '{type.ToText()}', whose result nobody would get",
            _ => $"returns '{type.ToText()}'",
        };
        if (problem is not null)
        {
            findings.Add(DiagnosticRules.WrongReturnType, method.Locations.FirstOrDefault(), handler, problem);
        }
    }

    private static bool IsPlainTask(ITypeSymbol type) =>
        type.Is("System.Threading.Tasks", "Task") || type.Is("System.Threading.Tasks", "ValueTask");

    private static bool IsTaskOfResult(ITypeSymbol type) =>
        type.Is("System.Threading.Tasks", "Task`1") || type.Is("System.Threading.Tasks", "ValueTask`1");
}
