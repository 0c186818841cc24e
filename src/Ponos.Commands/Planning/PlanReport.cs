using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Ponos.Commands.Planning;

/// <summary>What this build would declare for one service against what its broker has.</summary>
/// <param name="Service">The service.</param>
/// <param name="Broker">The broker, without a credential.</param>
/// <param name="Version">Its version, where it tells one.</param>
/// <param name="Items">All that was found.</param>
/// <param name="NotLookedAt">What could not be looked at, and how it can be.</param>
internal sealed record PlanReport(
    string Service, string Broker, string? Version, IReadOnlyList<PlanItem> Items, IReadOnlyList<string> NotLookedAt)
{
    public bool IsToDo => Items.Any(item => item.IsToDo);

    public string ToText()
    {
        var text = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"{Service} on {Broker}{(Version is null ? "" : $" (RabbitMQ {Version})")}\n");
        var table = new TextTable("  ");
        foreach (var item in Items.Where(item => item.State != PlanState.Equal).OrderByDescending(item => item.IsToDo))
        {
            table.Add(Word(item.State), item.Kind, item.Name, item.Text);
            if (item.Remedy.Length > 0)
            {
                table.Add("", "", "", "-> " + item.Remedy);
            }
        }

        text.Append(table);
        var equal = Items.Where(item => item.State == PlanState.Equal)
            .GroupBy(item => item.Kind)
            .Select(kind => $"{Count(kind.Count())} {kind.Key}{(kind.Count() == 1 ? "" : "s")}")
            .ToArray();
        if (equal.Length > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"  as planned: {string.Join(", ", equal)}\n");
        }

        foreach (var missed in NotLookedAt)
        {
            text.Append(CultureInfo.InvariantCulture, $"  not looked at: {missed}\n");
        }

        var todo = Items.Count(item => item.IsToDo);
        return text
            .Append(CultureInfo.InvariantCulture, $"  {(todo == 0 ? "Nothing is to be done." : $"{Count(todo)} to do.")}\n")
            .ToString();
    }

    public JsonObject ToJson() => new()
    {
        ["service"] = Service,
        ["broker"] = Broker,
        ["version"] = Version,
        ["toDo"] = Items.Count(item => item.IsToDo),
        ["items"] = new JsonArray([.. Items.Select(ToJson)]),
        ["notLookedAt"] = new JsonArray([.. NotLookedAt.Select(text => (JsonNode)text)]),
    };

    private static JsonNode ToJson(PlanItem item)
    {
        var json = new JsonObject { ["state"] = Word(item.State), ["kind"] = item.Kind, ["name"] = item.Name, ["toDo"] = item.IsToDo };
        if (item.Text.Length > 0)
        {
            json["text"] = item.Text;
        }

        if (item.Remedy.Length > 0)
        {
            json["remedy"] = item.Remedy;
        }

        foreach (var (name, value) in item.Details)
        {
            json[name] = value?.DeepClone();
        }

        return json;
    }

    private static string Word(PlanState state) => state switch
    {
        PlanState.Equal => "equal",
        PlanState.Missing => "missing",
        PlanState.Different => "different",
        PlanState.Hidden => "hidden",
        PlanState.Orphaned => "orphaned",
        PlanState.Policy => "policy",
        PlanState.Migrating => "migrating",
        PlanState.Declared => "declared",
        PlanState.Migrated => "migrated",
        _ => "note",
    };

    private static string Count(int count) => count.ToString(CultureInfo.InvariantCulture);
}
