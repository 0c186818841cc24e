using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Ponos.Handlers;

namespace Ponos.Generators.Tests.Support;

/// <summary>A project as a user has it: sources, references, schema files. Compiled in memory with the generator.</summary>
internal sealed record SampleProject(string Name, params string[] Sources)
{
    private const string ImplicitUsings =
        """
        global using System;
        global using System.Collections.Generic;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Microsoft.Extensions.DependencyInjection;
        global using Ponos;
        """;

    public static readonly CSharpParseOptions ParseOptions =
        new(LanguageVersion.CSharp14, DocumentationMode.Diagnose);

    private static readonly ImmutableArray<MetadataReference> Framework =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Append(typeof(HandlerCatalog).Assembly.Location)
            .Append(typeof(PonosOptions).Assembly.Location)
            .Distinct(StringComparer.Ordinal)
            .Where(path => !Path.GetFileName(path).StartsWith("Ponos.Generators", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    public ImmutableArray<MetadataReference> References { get; init; } = Framework;

    public ImmutableArray<AdditionalText> Files { get; init; } = [];

    public static SampleProject Of(string source) => new("Sample", source);

    public SampleProject Referencing(params CompiledProject[] projects) =>
        this with { References = [.. References, .. projects.Select(project => project.ToReference())] };

    public SampleProject WithSchema(string name, string schema) =>
        this with { Files = Files.Add(new SampleFile($"/project/schemas/{name}.schema.json", schema)) };

    public CSharpCompilation ToCompilation() => CSharpCompilation.Create(
        Name,
        Sources.Prepend(ImplicitUsings).Select((source, i) => CSharpSyntaxTree.ParseText(source, ParseOptions, $"{Name}{i}.cs")),
        References,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

    public CSharpGeneratorDriver ToDriver() => CSharpGeneratorDriver.Create(
        [new PonosGenerator().AsSourceGenerator()],
        Files,
        ParseOptions,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    public CompiledProject Compile()
    {
        var driver = ToDriver().RunGeneratorsAndUpdateCompilation(ToCompilation(), out var compilation, out var diagnostics);
        Assert.That(diagnostics, Is.Empty);
        return new CompiledProject(this, (CSharpCompilation)compilation, driver.GetRunResult());
    }

    /// <summary>What the analyzer reports, in order of place.</summary>
    public IReadOnlyList<Diagnostic> Analyze()
    {
        var analyzed = Compile().Compilation.WithAnalyzers([new PonosAnalyzer()], new AnalyzerOptions(Files));
        return [.. analyzed.GetAnalyzerDiagnosticsAsync().GetAwaiter().GetResult().OrderBy(one => one.Location.SourceSpan.Start)];
    }
}
