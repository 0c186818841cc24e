using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Ponos.Handlers;

namespace Ponos.Generators.Tests.Support;

/// <summary>A project with what the generator wrote into it.</summary>
internal sealed record CompiledProject(SampleProject Project, CSharpCompilation Compilation, GeneratorDriverRunResult Result)
{
    public string CatalogSource => Source("Catalog.g.cs");

    public string AddPonosSource => Source("AddPonos.g.cs");

    /// <summary>Errors anywhere, and anything at all in generated code.</summary>
    public IReadOnlyList<Diagnostic> Complaints =>
    [
        .. Compilation.GetDiagnostics().Where(one =>
            one.Severity == DiagnosticSeverity.Error
            || (one.Severity == DiagnosticSeverity.Warning
                && !one.IsSuppressed
                && Result.GeneratedTrees.Contains(one.Location.SourceTree!))),
    ];

    public MetadataReference ToReference() => MetadataReference.CreateFromImage(Emit());

    public Assembly Load(params CompiledProject[] referenced)
    {
        var context = new AssemblyLoadContext(Project.Name);
        foreach (var project in referenced)
        {
            context.LoadFromStream(new MemoryStream(project.Emit()));
        }

        return context.LoadFromStream(new MemoryStream(Emit()));
    }

    public HandlerCatalog CreateCatalog() => CreateCatalog(Load());

    public static HandlerCatalog CreateCatalog(Assembly assembly)
    {
        var catalog = assembly.GetCustomAttribute<HandlerCatalogAttribute>()!.CatalogType;
        return (HandlerCatalog)catalog.GetMethod("Create")!.Invoke(null, null)!;
    }

    private byte[] Emit()
    {
        Assert.That(Complaints, Is.Empty, CatalogSource);
        using var image = new MemoryStream();
        var result = Compilation.Emit(image);
        Assert.That(result.Success, Is.True, string.Join('\n', result.Diagnostics));
        return image.ToArray();
    }

    private string Source(string file) =>
        Result.Results[0].GeneratedSources.Single(source => source.HintName == file).SourceText.ToString();
}
