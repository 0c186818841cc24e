using Microsoft.CodeAnalysis;

namespace Ponos.Generators.Reading;

/// <summary>Decides which parameter of a handler is the job. A handler may have none.</summary>
internal static class JobParameter
{
    /// <summary>
    /// For a handler of that kind, or without one for a final handler. In this order: what declares a job of the handler's name;
    /// what declares any job, and <c>Ponos.Job</c>; the first that is a JSON object; the first that could be meant as one.
    /// </summary>
    public static IParameterSymbol? Find(IMethodSymbol method, string? kind, string name)
    {
        var candidates = method.Parameters.Where(IsCandidate).ToList();
        return candidates.Find(candidate => Declares(candidate.Type, kind, name))
            ?? candidates.Find(candidate => IsDeclaredJob(candidate.Type))
            ?? candidates.Find(candidate => JobShape.Problem(candidate.Type) is null)
            ?? candidates.FirstOrDefault();
    }

    /// <summary>For a handler with a schedule of its own, to which nothing but a tick comes.</summary>
    public static IParameterSymbol? FindTick(IMethodSymbol method) =>
        method.Parameters.FirstOrDefault(
            parameter => parameter.RefKind == RefKind.None && (IsTick(parameter.Type) || parameter.Type.IsPonos("Job")));

    /// <summary>What is meant as a job and is no tick.</summary>
    public static IEnumerable<IParameterSymbol> OtherJobs(IMethodSymbol method) =>
        method.Parameters.Where(parameter =>
            !IsTick(parameter.Type)
            && !parameter.Type.IsPonos("Job")
            && (IsDeclaredJob(parameter.Type) || parameter.Type.IsRecord)
            && parameter.Find(HandlerArguments.DependencyInjection, HandlerArguments.Keyed) is null);

    /// <summary>Whether the type can be meant as nothing but a job.</summary>
    public static bool IsDeclaredJob(ITypeSymbol type) => type.IsPonos("Job") || type.JobAttributes().Any();

    private static bool Declares(ITypeSymbol type, string? kind, string name) =>
        type.JobAttributes()
            .Any(attribute => (kind is null || attribute.Kind() == kind) && attribute.Argument()?.Value is string own && own == name);

    private static bool IsTick(ITypeSymbol type) => type.Is(Attributes.Khronos, "TimePassed");

    private static bool IsCandidate(IParameterSymbol parameter) =>
        parameter.RefKind == RefKind.None
        && !parameter.Type.IsRefLikeType
        && !parameter.Type.IsPonos("JobContext")
        && !parameter.Type.IsPonos("JobFailure")
        && !parameter.Type.IsCancellationToken()
        && parameter.Find(HandlerArguments.DependencyInjection, HandlerArguments.Keyed) is null
        && !IsService(parameter.Type);

    // Interfaces and abstract classes (TimeProvider) come from DI, unless they say how a job is read into them.
    private static bool IsService(ITypeSymbol type) =>
        !IsDeclaredJob(type)
        && !JobShape.IsPolymorphic(type)
        && (type.TypeKind == TypeKind.Interface
            || type is { TypeKind: TypeKind.Class, IsAbstract: true, IsStatic: false, IsRecord: false });
}
