using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Ponos.Commands.Preflight;

/// <summary>What waits, for people and for programs.</summary>
internal static class PreflightText
{
    public static string ToText(IReadOnlyList<string> brokers, IReadOnlyList<PlaceReport> reports)
    {
        var text = new StringBuilder().AppendJoin('\n', brokers).Append('\n');
        foreach (var report in reports)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {Word(report.Place)} in {report.Queue}: ");
            if (report.Trouble is { } trouble)
            {
                text.Append(CultureInfo.InvariantCulture, $"not looked at: {trouble}\n");
                continue;
            }

            text.Append(CultureInfo.InvariantCulture, $"{Verdict(report)}\n");
            var table = new TextTable("    ");
            foreach (var (group, count) in report.Refusals)
            {
                var enforced = group.PublisherContract is { } hash ? $" at {hash}" : ", who enforced nothing";
                table.Add(
                    $"{count.ToString(CultureInfo.InvariantCulture)} jobs",
                    group.Pointer.Length == 0 ? "(the job)" : group.Pointer,
                    group.Keyword,
                    $"from {group.Publisher ?? "somebody"}{enforced}, this build enforces {report.ContractHash}");
            }

            text.Append(table);
        }

        var refused = reports.Where(report => report.IsToDo).Sum(report => report.Refused);
        return text.Append(
            CultureInfo.InvariantCulture,
            $"  {Sum(reports.Count, refused)}\n").ToString();
    }

    private static string Sum(int places, int refused) =>
        places == 0 ? "Nothing waits."
        : refused == 0 ? "This build would refuse none of what waits to run."
        : $"This build would refuse {Number(refused)} that wait to run.";

    public static JsonObject ToJson(IReadOnlyList<string> brokers, IReadOnlyList<PlaceReport> reports) => new()
    {
        ["services"] = new JsonArray([.. brokers.Select(broker => (JsonNode)broker)]),
        ["wouldRefuse"] = reports.Where(report => report.IsToDo).Sum(report => report.Refused),
        ["places"] = new JsonArray([.. reports.Select(ToJson)]),
    };

    private static JsonNode ToJson(PlaceReport report)
    {
        var json = new JsonObject
        {
            ["service"] = report.Service,
            ["kind"] = report.Kind == JobKind.Task ? "task" : "event",
            ["job"] = report.JobName,
            ["place"] = Word(report.Place),
            ["queue"] = report.Queue,
            ["waiting"] = report.Waiting,
            ["read"] = report.Read,
            ["refused"] = report.Refused,
            ["enforced"] = report.ContractHash,
            ["groups"] = new JsonArray([.. report.Refusals.Select(refusal => (JsonNode)new JsonObject
            {
                ["count"] = refusal.Count,
                ["pointer"] = refusal.Group.Pointer,
                ["keyword"] = refusal.Group.Keyword,
                ["publisher"] = refusal.Group.Publisher,
                ["publisherContract"] = refusal.Group.PublisherContract,
            })]),
        };
        if (report.Trouble is { } trouble)
        {
            json["trouble"] = trouble;
        }

        return json;
    }

    private static string Verdict(PlaceReport report)
    {
        var read = report.Waiting > report.Read
            ? $"{Number(report.Read)} read of {Number(report.Waiting.Value)}"
            : $"{Number(report.Read)} read";
        var kept = report.Read - report.Refused;
        return report.Place is JobPlace.Dead or JobPlace.Invalid
            ? $"{read}, {Number(kept)} would be taken if they were replayed, {Number(report.Refused)} would not"
            : $"{read}, {Number(report.Refused)} would be refused";
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Word(JobPlace place) => place switch
    {
        JobPlace.Ready => "ready",
        JobPlace.Delayed => "delayed",
        JobPlace.Suspect => "suspect",
        JobPlace.Dead => "dead",
        _ => "invalid",
    };
}
