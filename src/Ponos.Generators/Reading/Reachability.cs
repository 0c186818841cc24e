using Microsoft.CodeAnalysis;
using Ponos.Generators.Rules;

namespace Ponos.Generators.Reading;

/// <summary>Generated code stands elsewhere in the same assembly: it sees what is internal or public and has no open type.</summary>
internal static class Reachability
{
    public static void CheckHandler(IMethodSymbol method, Location? location, Findings findings)
    {
        var problem = OfMethod(method) ?? OfType(method.ContainingType, what: "its class") ?? OfHandlerClass(method);
        Report(problem, method.MethodKind == MethodKind.Ordinary ? method.ToHandlerName() : method.Name, location, findings);
    }

    public static void CheckContract(INamedTypeSymbol type, Location? location, Findings findings) =>
        Report(OfType(type, what: "the type"), type.ToText(), location, findings);

    private static void Report((string Why, string Remedy)? problem, string name, Location? location, Findings findings)
    {
        if (problem is { } found)
        {
            findings.Add(DiagnosticRules.Unreachable, location, name.Length == 0 ? "lambda" : name, found.Why, found.Remedy);
        }
    }

    private static (string Why, string Remedy)? OfMethod(IMethodSymbol method)
    {
        if (method.MethodKind != MethodKind.Ordinary)
        {
            return ($"it is {Describe(method.MethodKind)}", "put the attribute on an ordinary method of a class");
        }

        if (method.IsGenericMethod)
        {
            return ("the method is generic", "write one method for each job");
        }

        return Modifier(method.DeclaredAccessibility) is { } modifier
            ? ($"the method is {modifier}", "make it internal or public")
            : null;
    }

    private static (string Why, string Remedy)? OfType(INamedTypeSymbol type, string what)
    {
        for (var current = type; current is not null; current = current.ContainingType)
        {
            var subject = SymbolEqualityComparer.Default.Equals(current, type) ? what : $"'{current.ToText()}' around it";
            if (Modifier(current.DeclaredAccessibility) is { } modifier)
            {
                return ($"{subject} is {modifier}", "make it internal or public");
            }

            if (current.IsExtension)
            {
                return ("it belongs to an extension block", "put it outside the block");
            }

            if (current.IsFileLocal)
            {
                return ($"{subject} is local to its file", "take away 'file'");
            }

            if (current.IsGenericType)
            {
                return ($"{subject} is generic", "write one that is not");
            }
        }

        return null;
    }

    private static (string Why, string Remedy)? OfHandlerClass(IMethodSymbol method)
    {
        if (method.IsStatic)
        {
            return method.IsAbstract ? ("the method is abstract", "put the attribute where it is implemented") : null;
        }

        return method.ContainingType switch
        {
            { TypeKind: TypeKind.Interface } => ("it belongs to an interface", "put the attribute on the class that implements it"),
            { TypeKind: TypeKind.Struct } =>
                ("it belongs to a struct, which cannot be resolved from DI", "make it a class, or the method static"),
            { IsAbstract: true } => ("its class is abstract", "put the attribute on a method of a class that can be created"),
            _ => null,
        };
    }

    private static string? Modifier(Accessibility accessibility) => accessibility switch
    {
        Accessibility.Private => "private",
        Accessibility.Protected => "protected",
        Accessibility.ProtectedAndInternal => "private protected",
        _ => null,
    };

    private static string Describe(MethodKind kind) => kind switch
    {
        MethodKind.LocalFunction => "a local function",
        MethodKind.LambdaMethod => "a lambda",
        MethodKind.PropertyGet or MethodKind.PropertySet => "an accessor of a property",
        MethodKind.EventAdd or MethodKind.EventRemove => "an accessor of an event",
        MethodKind.UserDefinedOperator or MethodKind.Conversion => "an operator",
        MethodKind.ExplicitInterfaceImplementation => "an explicit implementation of an interface",
        _ => "no ordinary method",
    };
}
