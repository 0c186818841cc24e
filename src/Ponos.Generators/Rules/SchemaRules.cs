using Microsoft.CodeAnalysis;
using Ponos.Generators.Reading;
using Ponos.Generators.Schemas;

namespace Ponos.Generators.Rules;

/// <summary>The rules on schema files.</summary>
internal static class SchemaRules
{
    public static void Check(
        IEnumerable<SchemaFile> files,
        IReadOnlyList<HandlerReading> handlers,
        IReadOnlyList<ContractReading> contracts,
        Findings findings)
    {
        var taken = new Dictionary<string, SchemaFile>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            var types = TypesOf(file.JobName, handlers, contracts);
            if (file.Problem is { } problem)
            {
                findings.Add(DiagnosticRules.SchemaNoJsonObject, Locate(file), file.ShortPath, problem);
            }
            else if (types.Count == 0)
            {
                WithoutEffect(
                    file,
                    $"this project declares no job '{file.JobName}'",
                    "name the file after a [Task] or [Event] of this project",
                    findings);
            }
            else if (taken.TryGetValue(file.JobName, out var first))
            {
                WithoutEffect(file, $"'{first.Path}' is the job's schema already", "keep one of them", findings);
            }
            else
            {
                taken.Add(file.JobName, file);
                CheckMatch(file, types, findings);
            }
        }
    }

    private static void CheckMatch(SchemaFile file, List<(ITypeSymbol? Type, Location? Location)> types, Findings findings)
    {
        var schema = file.Parse();
        var seen = new HashSet<ITypeSymbol>(SymbolEqualityComparer.Default);
        foreach (var (type, location) in types)
        {
            if (type is null || !seen.Add(type))
            {
                continue;
            }

            foreach (var (name, why, remedy) in SchemaMatch.Compare(schema, type))
            {
                findings.Add(DiagnosticRules.SchemaMismatch, location, file.ShortPath, type.ToText(), name, why, remedy);
            }
        }
    }

    private static List<(ITypeSymbol? Type, Location? Location)> TypesOf(
        string name, IReadOnlyList<HandlerReading> handlers, IReadOnlyList<ContractReading> contracts) =>
    [
        .. contracts.Where(contract => contract.Name == name).Select(contract => ((ITypeSymbol?)contract.Type, contract.Location)),
        .. handlers.Where(handler => handler.Name == name).Select(handler => (handler.JobType, handler.Location)),
    ];

    private static void WithoutEffect(SchemaFile file, string why, string remedy, Findings findings) =>
        findings.Add(DiagnosticRules.SchemaWithoutEffect, Locate(file), file.ShortPath, why, remedy);

    private static Location Locate(SchemaFile file) => Location.Create(file.Path, default, default);
}
