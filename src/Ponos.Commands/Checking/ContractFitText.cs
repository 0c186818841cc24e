using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Ponos.Commands.Recording;
using Ponos.Contracts;

namespace Ponos.Commands.Checking;

/// <summary>The check's answer, for people and for programs.</summary>
internal static class ContractFitText
{
    public static CommandAnswer Answer(IReadOnlyList<ContractPair> pairs, IReadOnlyList<RecordedContract> others, bool asJson)
    {
        var code = pairs.All(pair => pair.Fits) ? ExitCode.Fine : ExitCode.Found;
        return new CommandAnswer(asJson ? IndentedJson.Write(ToJson(pairs)) : ToText(pairs, others), code);
    }

    private static string ToText(IReadOnlyList<ContractPair> pairs, IReadOnlyList<RecordedContract> others)
    {
        if (pairs.Count == 0)
        {
            return "Nothing goes between this host "
                + $"and {string.Join(", ", others.Select(other => other.Service).Distinct().Order(StringComparer.Ordinal))}.\n";
        }

        var text = new StringBuilder();
        foreach (var pair in pairs.OrderBy(pair => pair.Fits))
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{(pair.Fits ? "fits" : "does not fit")}: {pair.Sender.Title} from {pair.Sender.Service} to {pair.Receiver.Service}\n");
            foreach (var misfit in pair.Misfits)
            {
                var (where, verdict) =
                    (misfit.Pointer.Length == 0 ? "(the job)" : misfit.Pointer, misfit.IsCertain ? "is refused" : "may be refused");
                text.Append(CultureInfo.InvariantCulture, $"  {where} [{misfit.Keyword}] {verdict}: {Sentence(pair, misfit)}\n");
            }
        }

        return text.ToString();
    }

    /// <summary>The comparison speaks of versions; here they are services.</summary>
    private static string Sentence(ContractPair pair, ContractChange misfit) => misfit.Message
        .Replace("new consumers demand", $"{pair.Receiver.Service} demands", StringComparison.Ordinal)
        .Replace("old producers do not promise", $"{pair.Sender.Service} does not promise", StringComparison.Ordinal)
        .Replace("old producers keep", $"{pair.Sender.Service} keeps", StringComparison.Ordinal);

    private static JsonObject ToJson(IReadOnlyList<ContractPair> pairs) => new()
    {
        ["fits"] = pairs.All(pair => pair.Fits),
        ["pairs"] = new JsonArray([.. pairs.Select(pair => (JsonNode)new JsonObject
        {
            ["kind"] = pair.Sender.Kind == JobKind.Task ? "task" : "event",
            ["job"] = pair.Sender.Name,
            ["from"] = pair.Sender.Service,
            ["to"] = pair.Receiver.Service,
            ["fits"] = pair.Fits,
            ["misfits"] = new JsonArray([.. pair.Misfits.Select(misfit => (JsonNode)new JsonObject
            {
                ["pointer"] = misfit.Pointer,
                ["keyword"] = misfit.Keyword,
                ["isCertain"] = misfit.IsCertain,
                ["message"] = Sentence(pair, misfit),
            })]),
        })]),
    };
}
