using System.Text.Json.Nodes;

namespace Ponos.Dashboard.Bodies;

/// <summary>A body line by line, with the place of each in it, so that what breaks the contract can be marked.</summary>
internal static class BodyLines
{
    /// <summary>More lines no person reads, and a page must stay a page.</summary>
    private const int Most = 5000;

    public static IReadOnlyList<BodyLine> Of(JsonNode? node, IReadOnlyList<ContractViolation> violations)
    {
        var lines = new List<BodyLine>();
        Write(node, "", "", 0, "", lines);
        return Mark(lines, violations);
    }

    private static void Write(JsonNode? node, string pointer, string key, int depth, string end, List<BodyLine> lines)
    {
        if (lines.Count >= Most)
        {
            return;
        }

        switch (node)
        {
            case JsonObject { Count: > 0 } members:
                lines.Add(new BodyLine(depth, key, "{", pointer));
                var member = 0;
                foreach (var (name, value) in members)
                {
                    var comma = ++member < members.Count ? "," : "";
                    Write(value, JsonPointer.Append(pointer, name), JsonText.Pretty(JsonValue.Create(name)), depth + 1, comma, lines);
                }

                lines.Add(new BodyLine(depth, "", "}" + end, null));
                break;
            case JsonArray { Count: > 0 } items:
                lines.Add(new BodyLine(depth, key, "[", pointer));
                for (var i = 0; i < items.Count; i++)
                {
                    var index = i.ToString(System.Globalization.CultureInfo.InvariantCulture);
                    Write(items[i], JsonPointer.Append(pointer, index), "", depth + 1, i + 1 < items.Count ? "," : "", lines);
                }

                lines.Add(new BodyLine(depth, "", "]" + end, null));
                break;
            default:
                lines.Add(new BodyLine(depth, key, JsonText.Pretty(node) + end, pointer));
                break;
        }
    }

    private static List<BodyLine> Mark(List<BodyLine> lines, IReadOnlyList<ContractViolation> violations)
    {
        foreach (var violation in violations)
        {
            // A member that is missing is marked at the object that lacks it.
            for (var place = violation.Pointer; ; place = place[..Math.Max(0, place.LastIndexOf('/'))])
            {
                var line = lines.FindIndex(line => line.Pointer == place);
                if (line >= 0)
                {
                    lines[line] = lines[line] with { Broken = [.. lines[line].Broken, violation] };
                    break;
                }

                if (place.Length == 0)
                {
                    break;
                }
            }
        }

        return lines;
    }
}

/// <summary>A line of a body.</summary>
internal sealed record BodyLine(int Depth, string Key, string Text, string? Pointer)
{
    /// <summary>What breaks the contract here.</summary>
    public IReadOnlyList<ContractViolation> Broken { get; init; } = [];
}
