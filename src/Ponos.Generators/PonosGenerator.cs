using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Ponos.Generators.Models;
using Ponos.Generators.Reading;
using Ponos.Generators.Rules;
using Ponos.Generators.Schemas;
using Ponos.Generators.Writing;

namespace Ponos.Generators;

/// <summary>Writes each project's catalog of handlers and contracts and its <c>AddPonos("service")</c>.</summary>
[Generator(LanguageNames.CSharp)]
internal sealed class PonosGenerator : IIncrementalGenerator
{
    public const string ProjectStep = "PonosProject";
    public const string HandlerStep = "PonosHandler";
    public const string ScheduledHandlerStep = "PonosScheduledHandler";
    public const string FinalHandlerStep = "PonosFinalHandler";
    public const string ContractStep = "PonosContract";
    public const string PublishStep = "PonosPublish";
    public const string SchemaStep = "PonosSchema";

    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        context.RegisterPostInitializationOutput(static output => output.AddEmbeddedAttributeDefinition());

        var project = context.CompilationProvider.Select(ProjectReader.Read).WithTrackingName(ProjectStep);
        var schemas = context.AdditionalTextsProvider
            .Where(SchemaFile.IsSchema)
            .Select(SchemaFile.Read)
            .WithTrackingName(SchemaStep)
            .Collect();
        var handlers = Find(context, Attributes.Task, IsMethod, ReadHandler, HandlerStep)
            .Combine(Find(context, Attributes.Event, IsMethod, ReadHandler, HandlerStep));
        var scheduled = Find(context, Attributes.Every, IsMethod, ReadHandler, ScheduledHandlerStep, Attributes.Khronos)
            .Combine(Find(context, Attributes.Cron, IsMethod, ReadHandler, ScheduledHandlerStep, Attributes.Khronos));
        var finalHandlers = Find(context, Attributes.OnDead, IsMethod, ReadHandler, FinalHandlerStep);
        var contracts = Find(context, Attributes.Task, IsType, ReadContract, ContractStep)
            .Combine(Find(context, Attributes.Event, IsType, ReadContract, ContractStep));
        var published = context.SyntaxProvider
            .CreateSyntaxProvider(PublishReader.IsCandidate, PublishReader.Read)
            .SelectMany(static (jobs, _) => jobs)
            .WithTrackingName(PublishStep)
            .Collect();

        context.RegisterSourceOutput(
            project.Combine(handlers.Combine(scheduled))
                .Combine(finalHandlers)
                .Combine(contracts.Combine(published.Select(Sorted)))
                .Combine(schemas),
            static (output, found) =>
            {
                var ((((project, handlers), finalHandlers), contracts), schemas) = found;
                if (project is not null)
                {
                    output.AddSource(
                        "Catalog.g.cs",
                        CatalogWriter.Write(
                            project,
                            handlers.Left.Left.Concat(handlers.Left.Right).Concat(handlers.Right.Left).Concat(handlers.Right.Right),
                            finalHandlers,
                            contracts.Left.Left.Concat(contracts.Left.Right),
                            contracts.Right,
                            schemas));
                }
            });
        context.RegisterSourceOutput(
            project,
            static (output, project) =>
            {
                if (project is { HasWorkerServer: true })
                {
                    output.AddSource("AddPonos.g.cs", AddPonosWriter.Write(project));
                }
            });
    }

    private static IncrementalValueProvider<EquatableArray<T>> Find<T>(
        IncrementalGeneratorInitializationContext context,
        string attribute,
        Func<SyntaxNode, CancellationToken, bool> isCandidate,
        Func<GeneratorAttributeSyntaxContext, CancellationToken, T?> read,
        string step,
        string @namespace = "Ponos")
        where T : class, IEquatable<T> =>
        context.SyntaxProvider
            .ForAttributeWithMetadataName($"{@namespace}.{attribute}", isCandidate, read)
            .WithTrackingName(step)
            .Where(static model => model is not null)
            .Collect()
            .Select(static (models, _) => new EquatableArray<T>(models!));

    // One more publish of the same job, or another order, writes nothing anew.
    private static EquatableArray<PublishModel> Sorted(ImmutableArray<PublishModel> published, CancellationToken cancellationToken) =>
        new([.. published.Distinct().OrderBy(one => one.Kind, StringComparer.Ordinal).ThenBy(one => one.Name, StringComparer.Ordinal)]);

    private static bool IsMethod(SyntaxNode node, CancellationToken cancellationToken) => node is MethodDeclarationSyntax;

    private static bool IsType(SyntaxNode node, CancellationToken cancellationToken) => node is TypeDeclarationSyntax;

    // What is wrong with a declaration is the analyzer's to say; here it is left out.
    private static HandlerModel? ReadHandler(GeneratorAttributeSyntaxContext context, CancellationToken cancellationToken) =>
        context.TargetSymbol is IMethodSymbol method
            ? HandlerReader.Read(method, context.Attributes[0], new Findings())?.Model
            : null;

    private static ContractModel? ReadContract(GeneratorAttributeSyntaxContext context, CancellationToken cancellationToken) =>
        context.TargetSymbol is INamedTypeSymbol type
            ? ContractReader.Read(type, context.Attributes[0], new Findings())?.Model
            : null;
}
