using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Ponos.Generators.Models;
using Ponos.Generators.Schemas;

namespace Ponos.Generators.Writing;

/// <summary>Writes the project's catalog: every handler and contract, and the handler classes for DI.</summary>
internal sealed class CatalogWriter
{
    private readonly StringBuilder _code = new(SourceText.Head);
    private readonly SortedDictionary<string, SchemaFile> _schemas = new(StringComparer.Ordinal);
    private readonly ProjectModel _project;
    private readonly List<HandlerModel> _handlers;
    private readonly List<HandlerModel> _finalHandlers;
    private readonly List<ContractModel> _contracts;
    private readonly List<PublishModel> _published;

    private CatalogWriter(
        ProjectModel project,
        IEnumerable<HandlerModel> handlers,
        IEnumerable<HandlerModel> finalHandlers,
        IEnumerable<ContractModel> contracts,
        IEnumerable<PublishModel> published,
        ImmutableArray<SchemaFile> schemas)
    {
        _project = project;
        _handlers = Sort(handlers);
        // The others' handlers are missing or have errors, which the analyzer reports.
        _finalHandlers = Sort(
            from final in finalHandlers
            let handler = _handlers.Find(
                one => one.Name == final.Name && (one.Service is null || final.Service is null || one.Service == final.Service))
            where handler is not null
            select final with { Kind = handler.Kind });
        _contracts = [.. contracts.OrderBy(one => one.Name, StringComparer.Ordinal).ThenBy(one => one.JobType, StringComparer.Ordinal)];
        _published = [.. published];
        var names = new HashSet<string>(
            _handlers.Select(one => one.Name).Concat(_contracts.Select(one => one.Name)), StringComparer.Ordinal);
        foreach (var schema in schemas.OrderBy(one => one.Path, StringComparer.Ordinal))
        {
            if (schema.Problem is null && names.Contains(schema.JobName) && !_schemas.ContainsKey(schema.JobName))
            {
                _schemas.Add(schema.JobName, schema);
            }
        }
    }

    public static string Write(
        ProjectModel project,
        IEnumerable<HandlerModel> handlers,
        IEnumerable<HandlerModel> finalHandlers,
        IEnumerable<ContractModel> contracts,
        IEnumerable<PublishModel> published,
        ImmutableArray<SchemaFile> schemas) =>
        new CatalogWriter(project, handlers, finalHandlers, contracts, published, schemas).Write();

    private string Write()
    {
        // An assembly without jobs has nothing that others should merge.
        if (_handlers.Count + _contracts.Count + _published.Count > 0)
        {
            Line(0, $"[assembly: global::Ponos.Handlers.HandlerCatalog(typeof({_project.Catalog}))]");
            Line(0, "");
        }

        Line(0, $"namespace {_project.Namespace}");
        Line(0, "{");
        Line(1, "/// <summary>The handlers and contracts of this project, found at compile time.</summary>");
        Line(1, SourceText.GeneratedCode);
        Line(1, "[global::System.ComponentModel.EditorBrowsable(global::System.ComponentModel.EditorBrowsableState.Never)]");
        Line(1, "public static class Catalog");
        Line(1, "{");
        WriteSchemas();
        Line(2, "/// <summary>Creates the catalog.</summary>");
        Line(2, "/// <returns>The handlers and contracts of this project alone.</returns>");
        Line(2, "public static global::Ponos.Handlers.HandlerCatalog Create() => new global::Ponos.Handlers.HandlerCatalog(");
        WriteList("handlers", _handlers.FindAll(handler => handler.Schedule is null), WriteHandler);
        WriteList("contracts", _contracts, WriteContract);
        WritePublished();
        if (_finalHandlers.Count > 0)
        {
            WriteList("finalHandlers", _finalHandlers, WriteFinalHandler);
        }

        WriteScheduled(_handlers.FindAll(handler => handler.Schedule is not null));

        WriteServices();
        Line(1, "}");
        Line(0, "}");
        return _code.ToString();
    }

    private void WriteSchemas()
    {
        foreach (var schema in _schemas.Values)
        {
            Line(2, $"private const string {SchemaName(schema.JobName)} = {SourceText.RawLiteral(schema.Text)};");
            Line(0, "");
        }
    }

    private void WriteList<T>(string argument, List<T> items, Action<T> write)
    {
        if (items.Count == 0)
        {
            Line(3, $"{argument}: [],");
            return;
        }

        Line(3, $"{argument}:");
        Line(3, "[");
        items.ForEach(write);
        Line(3, "],");
    }

    private void WriteHandler(HandlerModel handler) => WriteDescriptor(handler, SettingsOf(handler), SchemaArgument(handler.Name));

    private static string? SettingsOf(HandlerModel handler) => handler.Settings.Count == 0
        ? null
        : $"settings: new global::Ponos.Handlers.HandlerSettings {{ {string.Join(", ", handler.Settings)} }}";

    /// <summary>Their names may depend on the service's, which is known when the catalog is given to one.</summary>
    private void WriteScheduled(List<HandlerModel> scheduled)
    {
        if (scheduled.Count == 0)
        {
            return;
        }

        Line(3, "forService: static service => global::Khronos.Scheduling.ScheduledCatalog.Of(");
        Line(4, "service,");
        Line(4, "[");
        foreach (var handler in scheduled)
        {
            Line(5, $"new global::Khronos.Scheduling.ScheduledHandler<{handler.JobType}>(");
            Line(6, $"{handler.Schedule},");
            Line(6, $"{SourceText.Literal(handler.HandlerName)},");
            WriteArguments(
                [$"static (job, context) => {handler.Call}", SettingsOf(handler), SchemaArgument(handler.Name)],
                InitializersOf(handler),
                indent: 6);
        }

        Line(4, "]),");
    }

    // The job was checked against the handler's contract when it came.
    private void WriteFinalHandler(HandlerModel final) => WriteDescriptor(final, settings: null, schema: null);

    private void WriteDescriptor(HandlerModel handler, string? settings, string? schema)
    {
        Line(4, $"new global::Ponos.Handlers.HandlerDescriptor<{handler.JobType}>(");
        Line(5, $"global::Ponos.JobKind.{handler.Kind},");
        Line(5, $"{SourceText.Literal(handler.Name)},");
        Line(5, $"{SourceText.Literal(handler.HandlerName)},");
        WriteArguments([$"static (job, context) => {handler.Call}", settings, schema], InitializersOf(handler));
    }

    private static string InitializersOf(HandlerModel handler)
    {
        var set = new List<string>();
        if (handler.Service is { } service)
        {
            set.Add($"Service = {SourceText.Literal(service)}");
        }

        if (handler.Dependencies.Count > 0)
        {
            set.Add($"Dependencies = [{string.Join(", ", handler.Dependencies)}]");
        }

        return set.Count == 0 ? "" : $" {{ {string.Join(", ", set)} }}";
    }

    private void WriteContract(ContractModel contract)
    {
        Line(4, $"new global::Ponos.Contracts.ContractDescriptor<{contract.JobType}>(");
        Line(5, $"global::Ponos.JobKind.{contract.Kind},");
        var service = contract.Service is null ? null : $"service: {SourceText.Literal(contract.Service)}";
        WriteArguments(
            [SourceText.Literal(contract.Name), service, SchemaArgument(contract.Name)],
            contract.Priority is { } priority ? $" {{ Priority = {priority} }}" : "");
    }

    private void WritePublished()
    {
        WriteList(
            "published",
            _published.FindAll(job => job.Kind is not null),
            job => Line(4, $"new global::Ponos.Contracts.ContractKey(global::Ponos.JobKind.{job.Kind}, {SourceText.Literal(job.Name)}),"));
        if (_published.Contains(PublishModel.Unknown))
        {
            Line(3, "publishesUnknown: true,");
        }
    }

    private void WriteArguments(IEnumerable<string?> arguments, string initializers = "", int indent = 5)
    {
        var written = arguments.Where(argument => argument is not null).ToList();
        for (var i = 0; i < written.Count; i++)
        {
            Line(indent, written[i] + (i == written.Count - 1 ? $"){initializers}," : ","));
        }
    }

    private void WriteServices()
    {
        var classes = _handlers.Concat(_finalHandlers)
            .Select(handler => handler.HandlerClass)
            .Concat(_handlers.SelectMany(handler => handler.Filters))
            .OfType<string>()
            .Distinct()
            .OrderBy(one => one, StringComparer.Ordinal)
            .ToList();
        if (classes.Count == 0)
        {
            Line(3, "addServices: null);");
            return;
        }

        Line(3, "addServices: static services =>");
        Line(3, "{");
        foreach (var one in classes)
        {
            Line(4, $"services.AddHandlers<{one}>();");
        }

        Line(3, "});");
    }

    private static List<HandlerModel> Sort(IEnumerable<HandlerModel> handlers) =>
        [.. handlers.OrderBy(one => one.Name, StringComparer.Ordinal).ThenBy(one => one.HandlerName, StringComparer.Ordinal)];

    private string? SchemaArgument(string name) => _schemas.ContainsKey(name) ? $"schema: {SchemaName(name)}" : null;

    // Names of jobs are no identifiers; their order is.
    private string SchemaName(string name) =>
        "Schema" + _schemas.Keys.ToList().IndexOf(name).ToString(CultureInfo.InvariantCulture);

    private void Line(int indent, string text) =>
        _code.Append(' ', text.Length == 0 ? 0 : indent * 4).Append(text).Append('\n');
}
