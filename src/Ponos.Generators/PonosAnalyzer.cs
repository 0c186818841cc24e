using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Ponos.Generators.Reading;
using Ponos.Generators.Rules;
using Ponos.Generators.Schemas;

namespace Ponos.Generators;

/// <summary>
/// Reports what is wrong with handlers, contracts and schema files. It reads with the generator's readers; an analyzer
/// reports because its diagnostics can be suppressed and configured where they stand, which a generator's cannot.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class PonosAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [
        DiagnosticRules.DuplicateHandler,
        DiagnosticRules.BadName,
        DiagnosticRules.WrongReturnType,
        DiagnosticRules.UnusableParameter,
        DiagnosticRules.NoJsonObject,
        DiagnosticRules.BadDuration,
        DiagnosticRules.SettingOutOfRange,
        DiagnosticRules.Unreachable,
        DiagnosticRules.TwoTypesForOneName,
        DiagnosticRules.WithoutEffect,
        DiagnosticRules.SchemaNoJsonObject,
        DiagnosticRules.SchemaWithoutEffect,
        DiagnosticRules.SchemaMismatch,
        DiagnosticRules.OnDeadWithoutHandler,
        DiagnosticRules.BadInterval,
        DiagnosticRules.BadCron,
        DiagnosticRules.BadTimeZone,
        DiagnosticRules.BadSchedule,
        DiagnosticRules.NoTick,
        DiagnosticRules.TwoOwners,
        DiagnosticRules.TickThatNobodyAsksFor,
        DiagnosticRules.ManyHashes,
        DiagnosticRules.AnnotationNotEnforced,
    ];

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        // A file marked as generated may stand in the project like any other: the generator reads it too.
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.RegisterCompilationStartAction(Start);
    }

    private static void Start(CompilationStartAnalysisContext context)
    {
        if (!ProjectReader.UsesPonos(context.Compilation))
        {
            return;
        }

        var handlers = new ConcurrentBag<HandlerReading>();
        var finalHandlers = new ConcurrentBag<HandlerReading>();
        var contracts = new ConcurrentBag<ContractReading>();
        context.RegisterSymbolAction(
            method => Report(ReadMethod((IMethodSymbol)method.Symbol, handlers, finalHandlers), method.ReportDiagnostic),
            SymbolKind.Method);
        context.RegisterSymbolAction(
            type => Report(ReadType((INamedTypeSymbol)type.Symbol, contracts), type.ReportDiagnostic), SymbolKind.NamedType);
        context.RegisterSyntaxNodeAction(
            ReadLocal,
            SyntaxKind.LocalFunctionStatement,
            SyntaxKind.ParenthesizedLambdaExpression,
            SyntaxKind.SimpleLambdaExpression);
        context.RegisterCompilationEndAction(end => Report(ReadProject(end, handlers, finalHandlers, contracts), end.ReportDiagnostic));
    }

    private static Findings ReadMethod(
        IMethodSymbol method, ConcurrentBag<HandlerReading> handlers, ConcurrentBag<HandlerReading> finalHandlers)
    {
        var findings = new Findings();
        if (method.PartialDefinitionPart is not null)
        {
            return findings;
        }

        foreach (var attribute in method.JobAttributes().Concat(method.ScheduleAttributes()))
        {
            if (HandlerReader.Read(method, attribute, findings) is { } handler)
            {
                handlers.Add(handler);
            }
        }

        if (method.FindPonos(Attributes.OnDead) is { } onDead && HandlerReader.Read(method, onDead, findings) is { } final)
        {
            finalHandlers.Add(final);
        }

        IdleAttributes.OfMethod(method, findings);
        return findings;
    }

    private static Findings ReadType(INamedTypeSymbol type, ConcurrentBag<ContractReading> contracts)
    {
        var findings = new Findings();
        foreach (var attribute in type.JobAttributes())
        {
            if (ContractReader.Read(type, attribute, findings) is { } contract)
            {
                contracts.Add(contract);
            }
        }

        IdleAttributes.OfType(type, findings);
        return findings;
    }

    // Local functions and lambdas are no members: no symbol action sees them.
    private static void ReadLocal(SyntaxNodeAnalysisContext context)
    {
        var written = context.Node switch
        {
            LocalFunctionStatementSyntax function => function.AttributeLists,
            LambdaExpressionSyntax lambda => lambda.AttributeLists,
            _ => default,
        };
        var symbol = written.Count == 0
            ? null
            : context.Node is LambdaExpressionSyntax
                ? context.SemanticModel.GetSymbolInfo(context.Node, context.CancellationToken).Symbol
                : context.SemanticModel.GetDeclaredSymbol(context.Node, context.CancellationToken);
        if (symbol is IMethodSymbol method)
        {
            Report(ReadMethod(method, [], []), context.ReportDiagnostic);
        }
    }

    private static Findings ReadProject(
        CompilationAnalysisContext context,
        ConcurrentBag<HandlerReading> handlers,
        ConcurrentBag<HandlerReading> finalHandlers,
        ConcurrentBag<ContractReading> contracts)
    {
        var findings = new Findings();
        var orderedHandlers = handlers.OrderBy(handler => Place(handler.Location), StringComparer.Ordinal).ToList();
        var orderedFinalHandlers = finalHandlers.OrderBy(final => Place(final.Location), StringComparer.Ordinal).ToList();
        var orderedContracts = contracts.OrderBy(contract => Place(contract.Location), StringComparer.Ordinal).ToList();
        var files = context.Options.AdditionalFiles
            .Where(SchemaFile.IsSchema)
            .Select(file => SchemaFile.Read(file, context.CancellationToken))
            .OrderBy(file => file.Path, StringComparer.Ordinal);
        CatalogRules.CheckHandlers(orderedHandlers, findings);
        QueueRules.Check(orderedHandlers, orderedContracts, findings);
        CatalogRules.CheckTypes(orderedHandlers, orderedContracts, findings);
        CatalogRules.CheckFinalHandlers(orderedFinalHandlers, orderedHandlers, findings);
        TimeEventRules.Check(orderedHandlers, findings);
        SchemaRules.Check(files, orderedHandlers, orderedContracts, findings);
        return findings;
    }

    // Symbols come in any order; messages must not.
    private static string Place(Location? location) =>
        $"{location?.SourceTree?.FilePath}\0{location?.SourceSpan.Start ?? 0:D10}";

    private static void Report(Findings findings, Action<Diagnostic> report)
    {
        foreach (var diagnostic in findings.Diagnostics)
        {
            report(diagnostic);
        }
    }
}
