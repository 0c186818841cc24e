using System.Text.Json.Nodes;
using Ponos.Dashboard.Bodies;

namespace Ponos.Dashboard.Scheduling;

/// <summary>What the page of all schedules shows.</summary>
/// <param name="Khronos"><see langword="null"/> where no Khronos answers.</param>
/// <param name="Schema">The contract of the task that puts a schedule, where Khronos told it.</param>
internal sealed record SchedulesModel(KhronosView? Khronos, string? Schema)
{
    public IReadOnlyList<FormField>? Fields => SchemaForm.Fields(Schema, body: null);
}

/// <summary>What the page of one schedule shows, or of one that is to be.</summary>
internal sealed record ScheduleModel
{
    /// <summary><see langword="null"/> for a new one.</summary>
    public required ScheduleView? Schedule { get; init; }

    public required KhronosView Khronos { get; init; }

    public required IReadOnlyList<FormField>? Fields { get; init; }

    /// <summary>In whose name Khronos is asked.</summary>
    public required string Owner { get; init; }

    public IReadOnlyList<string> Problems { get; init; } = [];

    public BackfillPreview? Preview { get; init; }

    public static ScheduleModel Of(SchedulesModel all, ScheduleView? schedule) => new()
    {
        Schedule = schedule,
        Khronos = all.Khronos ?? throw new InvalidOperationException("No Khronos answers, so nothing can be asked of it."),
        Fields = SchemaForm.Fields(all.Schema, BodyOf(schedule)),
        Owner = schedule?.Owners.FirstOrDefault() ?? "",
    };

    public static JsonNode? BodyOf(ScheduleView? schedule) =>
        schedule?.Definition.ValueKind == System.Text.Json.JsonValueKind.Object ? JsonNode.Parse(schedule.Definition.GetRawText()) : null;
}

/// <summary>What a backfill would bring.</summary>
/// <param name="From">The earliest instant.</param>
/// <param name="To">The latest instant.</param>
/// <param name="Instants">Those of the latest instants that lie in it.</param>
/// <param name="IsAll">Whether there are no others; where not, only Khronos can count them.</param>
internal sealed record BackfillPreview(DateTimeOffset From, DateTimeOffset To, IReadOnlyList<DateTimeOffset> Instants, bool IsAll)
{
    public static BackfillPreview Of(ScheduleView schedule, DateTimeOffset from, DateTimeOffset to)
    {
        var within = schedule.Before.Where(instant => instant >= from && instant <= to).ToList();
        // Khronos tells the latest ten: with fewer there were none before them.
        return new BackfillPreview(from, to, within, schedule.Before.Count < 10 || from >= schedule.Before[0]);
    }
}
