using System.Text.Json;
using System.Text.Json.Nodes;
using Ponos.Control;

namespace Khronos.Status;

/// <summary>
/// What this replica says of itself to an operator: the status, schedules with when they come, the latest ticks. It fits
/// what a report may hold; what does not is counted.
/// </summary>
internal sealed class StatusSection(Func<StatusReport> report, TimeProvider time) : IControlSection, IDisposable
{
    private const int MostSchedules = 500;
    private const int MostTicks = 100;

    /// <summary>Of the 256 KiB that a section may have, in characters; the rest is for what is around the schedules.</summary>
    private const int MostText = 190_000;

    /// <summary>Operators ask every few seconds, and several of them; instants are reckoned once for all.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _one = new(1, 1);
    private (DateTimeOffset At, JsonElement Section)? _latest;

    public string Name => "khronos";

    public async ValueTask<JsonElement> DescribeAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            var now = time.GetUtcNow();
            if (_latest is { } latest && now - latest.At < Fresh && now >= latest.At)
            {
                return latest.Section;
            }

            var section = await MakeAsync(cancellationToken);
            _latest = (now, section);
            return section;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task<JsonElement> MakeAsync(CancellationToken cancellationToken)
    {
        var context = StatusJsonContext.Compact;
        var told = report();
        var all = await told.PlansAsync(MostSchedules, cancellationToken);
        var schedules = new JsonArray();
        var text = 0;
        foreach (var plan in all.Schedules)
        {
            var node = JsonSerializer.SerializeToNode(plan, context.SchedulePlan)!;
            text += node.ToJsonString().Length + 1;
            if (text > MostText)
            {
                break;
            }

            schedules.Add(node);
        }

        var section = new JsonObject
        {
            ["status"] = JsonSerializer.SerializeToNode(
                told.Overview() with { Aside = new Dictionary<string, string>() }, context.KhronosStatus),
            ["total"] = all.Total,
            ["schedules"] = schedules,
            ["ticks"] = JsonSerializer.SerializeToNode(told.Ticks(MostTicks), context.TickList)!["ticks"]!.DeepClone(),
        };
        return JsonElement.Parse(section.ToJsonString());
    }
}
