using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Ponos.Generators.Reading;

/// <summary>How symbols are recognised, written into code and named in messages.</summary>
internal static class SymbolNames
{
    private static readonly SymbolDisplayFormat Code = SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(
        SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private static readonly SymbolDisplayFormat Short =
        new(typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypes);

    /// <summary>Whether the type is the one of that metadata name. Compares text: no symbol has to be looked up beforehand.</summary>
    public static bool Is(this ITypeSymbol? type, string @namespace, string metadataName) =>
        type is not null
        && type.MetadataName == metadataName
        && type.ContainingType is null
        && type.ContainingNamespace?.ToDisplayString() == @namespace;

    public static bool IsPonos(this ITypeSymbol? type, string name) => type.Is("Ponos", name);

    public static bool IsCancellationToken(this ITypeSymbol? type) => type.Is("System.Threading", "CancellationToken");

    /// <summary>The type as generated code writes it: fully qualified, and never nullable itself.</summary>
    public static string ToCode(this ITypeSymbol type) =>
        type.WithNullableAnnotation(NullableAnnotation.NotAnnotated).ToDisplayString(Code);

    /// <summary>The member's own name, escaped when it is a keyword.</summary>
    public static string ToIdentifier(this ISymbol symbol) =>
        SyntaxFacts.GetKeywordKind(symbol.Name) == SyntaxKind.None ? symbol.Name : "@" + symbol.Name;

    /// <summary>The type as a person calls it.</summary>
    public static string ToText(this ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);

    /// <summary>A handler's name, <c>{class}.{method}</c>.</summary>
    public static string ToHandlerName(this IMethodSymbol method) =>
        $"{method.ContainingType.ToDisplayString(Short)}.{method.Name}";

    /// <summary>Whether the type, or one that it is made of, is not there.</summary>
    public static bool HasErrors(this ITypeSymbol type) => type switch
    {
        IErrorTypeSymbol => true,
        IArrayTypeSymbol array => array.ElementType.HasErrors(),
        INamedTypeSymbol named => named.TypeArguments.Any(argument => argument.HasErrors()),
        _ => false,
    };

    public static IEnumerable<INamedTypeSymbol> WithBases(this ITypeSymbol type)
    {
        for (var current = type as INamedTypeSymbol; current is not null; current = current.BaseType)
        {
            yield return current;
        }
    }
}
