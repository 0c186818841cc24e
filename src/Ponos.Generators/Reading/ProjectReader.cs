using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Ponos.Generators.Models;

namespace Ponos.Generators.Reading;

/// <summary>Reads what the generated code must know of the project and of those it references.</summary>
internal static class ProjectReader
{
    private const string Abstractions = "Ponos.Abstractions";

    /// <summary>Whether the project can use a catalog. Ponos.Abstractions itself declares the words and has no handlers.</summary>
    public static bool UsesPonos(Compilation compilation) =>
        compilation.GetTypeByMetadataName("Ponos.Handlers.HandlerCatalog") is { } catalog
        && !SymbolEqualityComparer.Default.Equals(catalog.ContainingAssembly, compilation.Assembly);

    /// <summary>Whether the project can run a service; a library of contracts or of handlers references the words alone.</summary>
    private static bool HasWorkerServer(Compilation compilation) =>
        compilation.GetTypeByMetadataName("Ponos.PonosServiceCollectionExtensions") is { } extensions
        && !SymbolEqualityComparer.Default.Equals(extensions.ContainingAssembly, compilation.Assembly);

    public static ProjectModel? Read(Compilation compilation, CancellationToken cancellationToken)
    {
        if (!UsesPonos(compilation))
        {
            return null;
        }

        var catalogs = new List<(string Assembly, string Catalog)>();
        foreach (var assembly in compilation.SourceModule.ReferencedAssemblySymbols)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (FindCatalog(compilation, assembly) is { } catalog)
            {
                catalogs.Add((assembly.Identity.Name, catalog));
            }
        }

        return new ProjectModel(
            NamespaceOf(compilation.AssemblyName ?? ""),
            HasWorkerServer(compilation),
            new EquatableArray<string>(
            [
                .. catalogs.OrderBy(one => one.Assembly, StringComparer.Ordinal).Select(one => one.Catalog).Distinct(),
            ]));
    }

    /// <summary>A namespace of the assembly's own: two names that differ give two namespaces.</summary>
    private static string NamespaceOf(string assembly)
    {
        var name = new StringBuilder("Ponos.Generated.");
        // A first digit and a keyword are no identifiers.
        if (assembly.Length == 0 || !char.IsLetter(assembly[0]) || SyntaxFacts.GetKeywordKind(assembly) != SyntaxKind.None)
        {
            name.Append('_');
        }

        foreach (var c in assembly)
        {
            _ = c switch
            {
                '.' => name.Append('_'),
                _ when char.IsLetterOrDigit(c) => name.Append(c),
                _ => name.Append('_').Append(((int)c).ToString("X4", CultureInfo.InvariantCulture)),
            };
        }

        return name.ToString();
    }

    private static string? FindCatalog(Compilation compilation, IAssemblySymbol assembly)
    {
        // Most references are .NET's own: their names answer faster than their attributes.
        if (!assembly.Modules.Any(module => module.ReferencedAssemblies.Any(one => one.Name == Abstractions))
            || !IsGlobal(compilation, assembly))
        {
            return null;
        }

        var attribute = assembly.GetAttributes()
            .FirstOrDefault(one => one.AttributeClass.Is("Ponos.Handlers", "HandlerCatalogAttribute"));
        return attribute?.Argument()?.Value is INamedTypeSymbol { DeclaredAccessibility: Accessibility.Public } type
            and not IErrorTypeSymbol
            ? type.ToCode()
            : null;
    }

    // What is referenced under an alias only cannot be written with global::.
    private static bool IsGlobal(Compilation compilation, IAssemblySymbol assembly) =>
        compilation.GetMetadataReference(assembly) is not { Properties.Aliases: { IsEmpty: false } aliases }
        || aliases.Contains("global");
}
