using System.Text.Json;
using System.Text.Json.Nodes;
using Ponos.Contracts;

namespace Ponos.Commands.Recording;

/// <summary>
/// A contract of a service as a file holds it: its schema, with a keyword of our own in front that says whose it is and what the
/// service does with the jobs.
/// </summary>
internal sealed record RecordedContract(string Service, JobKind Kind, string Name, ContractRoles Roles, string SchemaText)
{
    private const string Keyword = "x-ponos";
    private const string Sends = "sends";
    private const string Receives = "receives";

    /// <summary>What the contract is called in a sentence.</summary>
    public string Title => $"{KindText(Kind)} '{Name}'";

    /// <summary>The contracts of services, as a file would hold them.</summary>
    public static IReadOnlyList<RecordedContract> Of(IEnumerable<ServiceDescription> services) =>
        [.. services.SelectMany(
            service => service.Jobs.Select(job => new RecordedContract(service.Name, job.Kind, job.Name, job.Roles, job.Schema)))];

    /// <summary>Reads a file; <see langword="null"/> for a schema that no command has written.</summary>
    /// <exception cref="JsonException">The file is not JSON.</exception>
    /// <exception cref="FormatException">The file's keyword does not say whose contract it is.</exception>
    public static RecordedContract? Parse(string text)
    {
        if (JsonNode.Parse(text) is not JsonObject schema || schema[Keyword] is not JsonObject about)
        {
            return null;
        }

        schema.Remove(Keyword);
        var roles = (about["roles"] as JsonArray)?.Select(role => role?.ToString()).ToArray() ?? [];
        return new RecordedContract(
            Text(about, "service"),
            Text(about, "kind") == KindText(JobKind.Task) ? JobKind.Task : JobKind.Event,
            Text(about, "name"),
            (Array.IndexOf(roles, Sends) >= 0 ? ContractRoles.Sends : ContractRoles.None)
                | (Array.IndexOf(roles, Receives) >= 0 ? ContractRoles.Receives : ContractRoles.None),
            schema.ToJsonString());
    }

    /// <summary>The file's text.</summary>
    public string Write()
    {
        var schema = JsonNode.Parse(SchemaText);
        var roles = new JsonArray();
        foreach (var (role, word) in new[] { (ContractRoles.Sends, Sends), (ContractRoles.Receives, Receives) })
        {
            if (Roles.HasFlag(role))
            {
                roles.Add((JsonNode)word);
            }
        }

        var file = new JsonObject
        {
            [Keyword] = new JsonObject { ["service"] = Service, ["kind"] = KindText(Kind), ["name"] = Name, ["roles"] = roles },
        };
        if (schema is JsonObject keywords)
        {
            foreach (var (keyword, value) in keywords)
            {
                file[keyword] = value?.DeepClone();
            }
        }
        else
        {
            // A schema can be the word true or false, which has no room for a keyword.
            file["allOf"] = new JsonArray(schema?.DeepClone());
        }

        return IndentedJson.Write(file);
    }

    private static string KindText(JobKind kind) => kind == JobKind.Task ? "task" : "event";

    private static string Text(JsonObject about, string name) =>
        about[name] is JsonValue value && value.TryGetValue(out string? text)
            ? text
            : throw new FormatException($"its {Keyword} has no '{name}'");
}
