using System.Text.Json;
using Ponos.Control;
using Ponos.Management;

namespace Ponos.Tool.Schedules;

/// <summary>What the Khronos that leads says of itself and of its schedules.</summary>
/// <param name="Process">The process.</param>
/// <param name="Section">Its own section of the report; from outside.</param>
internal sealed record KhronosState(ProcessReport Process, JsonElement Section)
{
    public const string Service = "khronos";

    private const string SectionName = "khronos";
    private const string Leading = "leading";
    private const string Single = "single";

    public JsonElement Status => Section.Member("status") ?? default;

    public IReadOnlyList<JsonElement> Schedules =>
        Section.TryGetProperty("schedules", out var schedules) && schedules.ValueKind == JsonValueKind.Array
            ? [.. schedules.EnumerateArray()]
            : [];

    /// <summary>How many schedules there are; more than are told where there are very many.</summary>
    public long Total => Section.Number("total") ?? Schedules.Count;

    /// <summary>Asks for it.</summary>
    /// <exception cref="RefusedException">No Khronos answers, or it is too old to tell.</exception>
    public static async Task<KhronosState> ReadAsync(Session session, CancellationToken cancellationToken) =>
        await FindAsync(session, cancellationToken)
            ?? throw new RefusedException(
                $"No Khronos answered on {session.Operator.Broker} with its schedules. "
                + "Is it running, with Ponos:Control at least Describe?");

    public static async Task<KhronosState?> FindAsync(Session session, CancellationToken cancellationToken)
    {
        var states = (await session.Operator.DescribeAsync(Service, cancellationToken))
            .Where(process => process.Sections.ContainsKey(SectionName) && process.Sections[SectionName].ValueKind == JsonValueKind.Object)
            .Select(process => new KhronosState(process, process.Sections[SectionName]))
            .ToArray();
        // One that stands by knows no schedules.
        return states.FirstOrDefault(state => state.Status.Text("role") is Leading or Single)
            ?? states.FirstOrDefault(state => state.Schedules.Count > 0)
            ?? states.FirstOrDefault();
    }

    public JsonElement? Find(string name) =>
        Schedules.Cast<JsonElement?>().FirstOrDefault(schedule => schedule!.Value.Text("name") == name);

    public static string[] OwnersOf(JsonElement schedule) => TextsOf(schedule, "owners");

    public static string[] NextOf(JsonElement schedule) => TextsOf(schedule, "next");

    private static string[] TextsOf(JsonElement element, string name) =>
        element.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Where(entry => entry.ValueKind == JsonValueKind.String).Select(entry => entry.GetString()!)]
            : [];
}
