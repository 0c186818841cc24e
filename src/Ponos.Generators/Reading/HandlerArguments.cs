using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Ponos.Generators.Rules;

namespace Ponos.Generators.Reading;

/// <summary>Writes what a handler is called with: the job, its context, its cancellation token, services.</summary>
internal static class HandlerArguments
{
    public const string DependencyInjection = "Microsoft.Extensions.DependencyInjection";
    public const string Keyed = "FromKeyedServicesAttribute";

    private const string Services = "global::Ponos.Handlers.HandlerServices";
    private const string KeyedServices = $"global::{DependencyInjection}.ServiceProviderKeyedServiceExtensions";
    private const string TakeFromConstructor = "take an interface or a class that is in DI";

    public static string Resolve(string type) => $"{Services}.Require<{type}>(context)";

    public static IEnumerable<string> Read(IMethodSymbol method, IParameterSymbol? job, Findings findings)
    {
        foreach (var parameter in method.Parameters)
        {
            if (Problem(parameter, job) is { } problem)
            {
                findings.Add(
                    DiagnosticRules.UnusableParameter,
                    parameter.Locations.FirstOrDefault(),
                    parameter.Name,
                    method.ToHandlerName(),
                    problem.Why,
                    problem.Remedy);
                continue;
            }

            yield return Write(parameter, job);
        }
    }

    /// <summary>What must be registered, or no job could be handled: the handler's class, and what its method cannot do without.</summary>
    public static IEnumerable<string> Dependencies(IMethodSymbol method, IParameterSymbol? job)
    {
        if (!method.IsStatic)
        {
            yield return Dependency(method.ContainingType.ToCode(), key: null);
        }

        foreach (var parameter in method.Parameters.Where(
            parameter => IsService(parameter, job) && parameter.NullableAnnotation != NullableAnnotation.Annotated))
        {
            yield return Dependency(parameter.Type.ToCode(), Key(parameter));
        }
    }

    private static string Dependency(string type, TypedConstant? key) =>
        $"new global::Ponos.Handlers.HandlerDependency(typeof({type}){(key is { } of ? ", " + Literal(of) : "")})";

    private static bool IsService(IParameterSymbol parameter, IParameterSymbol? job) =>
        !SymbolEqualityComparer.Default.Equals(parameter, job)
        && !parameter.Type.IsPonos("JobContext")
        && !parameter.Type.IsCancellationToken();

    private static string Write(IParameterSymbol parameter, IParameterSymbol? job)
    {
        if (SymbolEqualityComparer.Default.Equals(parameter, job))
        {
            return "job";
        }

        if (parameter.Type.IsPonos("JobContext"))
        {
            return "context";
        }

        return parameter.Type.IsCancellationToken() ? "context.CancellationToken" : WriteService(parameter);
    }

    private static string WriteService(IParameterSymbol parameter)
    {
        var type = parameter.Type.ToCode();
        var optional = parameter.NullableAnnotation == NullableAnnotation.Annotated;
        if (Key(parameter) is { } key)
        {
            return $"{KeyedServices}.{(optional ? "GetKeyedService" : "GetRequiredKeyedService")}<{type}>(context.Services, "
                + $"{Literal(key)})";
        }

        return optional ? $"{Services}.Find<{type}>(context)" : Resolve(type);
    }

    private static (string Why, string Remedy)? Problem(IParameterSymbol parameter, IParameterSymbol? job)
    {
        var type = parameter.Type;
        if (parameter.RefKind != RefKind.None)
        {
            return ($"is passed by '{Modifier(parameter.RefKind)}'", "pass it by value");
        }

        if (SymbolEqualityComparer.Default.Equals(parameter, job)
            || type.IsPonos("JobContext") || type.IsCancellationToken() || type is IErrorTypeSymbol or ITypeParameterSymbol)
        {
            return null;
        }

        if (type.IsPonos("JobFailure"))
        {
            return ("is of type 'JobFailure', which the context holds", "take JobContext, whose Failure it is");
        }

        if (JobParameter.IsDeclaredJob(type) || (type.IsRecord && Key(parameter) is null))
        {
            return ($"is a second job besides '{job?.Name}'", "a handler takes one job: write one handler for each");
        }

        if (parameter.Find(DependencyInjection, Keyed) is { ConstructorArguments.IsEmpty: true })
        {
            return ("has [FromKeyedServices] without a key", "write the key");
        }

        return IsNoService(type)
            ? ($"is of type '{type.ToText()}', which nobody can supply", TakeFromConstructor + ", or make it a property of the job")
            : null;
    }

    private static bool IsNoService(ITypeSymbol type) =>
        type.IsValueType
        || type.IsRefLikeType
        || type.SpecialType is SpecialType.System_String or SpecialType.System_Object
        || type.TypeKind is TypeKind.Array or TypeKind.Dynamic or TypeKind.Pointer or TypeKind.FunctionPointer;

    private static TypedConstant? Key(IParameterSymbol parameter) =>
        parameter.Find(DependencyInjection, Keyed)?.Argument();

    private static string Literal(TypedConstant key) => key switch
    {
        { IsNull: true } => "null",
        { Kind: TypedConstantKind.Type, Value: ITypeSymbol type } => $"typeof({type.ToCode()})",
        { Kind: TypedConstantKind.Enum, Type: { } type } =>
            $"({type.ToCode()})({SymbolDisplay.FormatPrimitive(key.Value!, quoteStrings: true, useHexadecimalNumbers: false)})",
        // The key is an object: without the cast 1L would become an int and find nothing.
        { Type: { } type } =>
            $"({type.ToCode()}){SymbolDisplay.FormatPrimitive(key.Value!, quoteStrings: true, useHexadecimalNumbers: false)}",
        _ => "null",
    };

    private static string Modifier(RefKind kind) => kind switch
    {
        RefKind.Out => "out",
        RefKind.In => "in",
        RefKind.RefReadOnlyParameter => "ref readonly",
        _ => "ref",
    };
}
