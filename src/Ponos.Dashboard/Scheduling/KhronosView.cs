using System.Globalization;
using System.Text.Json;
using Ponos.Dashboard.Watching;

namespace Ponos.Dashboard.Scheduling;

/// <summary>What the processes of Khronos say of themselves, read with care: a section is foreign text.</summary>
internal sealed record KhronosView
{
    public const string Section = "khronos";

    public required DateTimeOffset Now { get; init; }

    /// <summary>The service that the processes are of.</summary>
    public required string Service { get; init; }

    public required IReadOnlyList<ReplicaView> Replicas { get; init; }

    public required IReadOnlyList<ScheduleView> Schedules { get; init; }

    public required int Total { get; init; }

    public required IReadOnlyList<TickView> Ticks { get; init; }

    public ReplicaView? Leader => Replicas.FirstOrDefault(replica => replica.IsLeading);

    /// <summary><see langword="null"/> where no process has such a section.</summary>
    public static KhronosView? Of(Snapshot snapshot)
    {
        var processes = snapshot.Processes.Where(process => !process.IsGone && process.Report.Sections.ContainsKey(Section)).ToList();
        if (processes.Count == 0)
        {
            return null;
        }

        var services = snapshot.Processes.Where(process => !process.IsGone)
            .Select(process => process.Report.Service)
            .ToHashSet(StringComparer.Ordinal);
        var replicas = processes
            .Select(process => ReplicaView.Of(process.Report.Instance, Get(process.Report.Sections[Section], "status")))
            .ToList();
        // Only the leader knows the schedules; without one the last that knows any.
        var leading = processes[Math.Max(0, replicas.FindIndex(replica => replica.IsLeading))].Report.Sections[Section];
        return new KhronosView
        {
            Now = snapshot.At,
            Service = processes[0].Report.Service,
            Replicas = replicas,
            Schedules = [.. Items(leading, "schedules").Select(schedule => ScheduleView.Of(schedule, services))],
            Total = (int)(Number(leading, "total") ?? 0),
            Ticks = [.. Items(leading, "ticks").Select(TickView.Of)],
        };
    }

    internal static JsonElement Get(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    internal static string Text(JsonElement element, string name) =>
        Get(element, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() ?? "" : "";

    internal static double? Number(JsonElement element, string name) =>
        Get(element, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetDouble(out var value) ? value : null;

    internal static DateTimeOffset? Moment(JsonElement element, string name) => Moment(Get(element, name));

    internal static DateTimeOffset? Moment(JsonElement element) =>
        element.ValueKind == JsonValueKind.String
            && DateTimeOffset.TryParse(element.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            ? moment.ToUniversalTime() : null;

    internal static IEnumerable<JsonElement> Items(JsonElement element, string name) =>
        Get(element, name) is { ValueKind: JsonValueKind.Array } items ? items.EnumerateArray() : [];
}

/// <summary>One process of Khronos.</summary>
internal sealed record ReplicaView(
    string Instance,
    string Role,
    string Name,
    string? Leader,
    long? Epoch,
    DateTimeOffset? Watermark,
    double? WatermarkAge,
    double? RefusedStep,
    string? Trouble)
{
    public bool IsLeading => Leader is not null && Leader == Name;

    public static ReplicaView Of(string instance, JsonElement status) => new(
        instance,
        KhronosView.Text(status, "role"),
        KhronosView.Text(status, "replica"),
        NullWhenEmpty(KhronosView.Text(status, "leader")),
        (long?)KhronosView.Number(status, "epoch"),
        KhronosView.Moment(status, "watermark"),
        KhronosView.Number(status, "watermarkAge"),
        KhronosView.Number(status, "refusedStep"),
        NullWhenEmpty(KhronosView.Text(status, "trouble")));

    internal static string? NullWhenEmpty(string text) => text.Length == 0 ? null : text;
}

/// <summary>A schedule.</summary>
internal sealed record ScheduleView
{
    public required string Name { get; init; }

    public required string Event { get; init; }

    public required string Words { get; init; }

    /// <summary>What was asked for.</summary>
    public required JsonElement Definition { get; init; }

    /// <summary>Whether something is sent along with its ticks, which Khronos tells nobody.</summary>
    public required bool HasPayload { get; init; }

    public required IReadOnlyList<string> Owners { get; init; }

    /// <summary>Owners of which no process answers.</summary>
    public required IReadOnlyList<string> Orphans { get; init; }

    public required bool IsPaused { get; init; }

    public required IReadOnlyList<DateTimeOffset> Next { get; init; }

    public required IReadOnlyList<DateTimeOffset> Before { get; init; }

    public string? Aside { get; init; }

    public DateTimeOffset? LastAt { get; init; }

    public double? LastLateness { get; init; }

    /// <summary>Khronos keeps it for itself: nobody asked for it, and nobody can take it away.</summary>
    public bool IsBuiltIn => Owners.Count == 0 || Owners is ["khronos"];

    public bool IsOrphaned => Owners.Count > 0 && Orphans.Count == Owners.Count;

    public static ScheduleView Of(JsonElement schedule, IReadOnlySet<string> services)
    {
        var owners = KhronosView.Items(schedule, "owners")
            .Where(owner => owner.ValueKind == JsonValueKind.String)
            .Select(owner => owner.GetString()!)
            .ToList();
        return new ScheduleView
        {
            Name = KhronosView.Text(schedule, "name"),
            Event = KhronosView.Text(schedule, "event"),
            Words = KhronosView.Text(schedule, "words"),
            Definition = KhronosView.Get(schedule, "definition"),
            HasPayload = KhronosView.Get(schedule, "hasPayload").ValueKind == JsonValueKind.True,
            Owners = owners,
            Orphans = [.. owners.Where(owner => !services.Contains(owner))],
            IsPaused = KhronosView.Get(schedule, "paused").ValueKind == JsonValueKind.True,
            Next = [.. KhronosView.Items(schedule, "next").Select(KhronosView.Moment).OfType<DateTimeOffset>()],
            Before = [.. KhronosView.Items(schedule, "before").Select(KhronosView.Moment).OfType<DateTimeOffset>()],
            Aside = ReplicaView.NullWhenEmpty(KhronosView.Text(schedule, "aside")),
            LastAt = KhronosView.Moment(schedule, "lastAt"),
            LastLateness = KhronosView.Number(schedule, "lastLateness"),
        };
    }
}

/// <summary>A tick that was published.</summary>
internal sealed record TickView(
    string Name, string Kind, DateTimeOffset? ScheduledAt, DateTimeOffset? PublishedAt, double? Lateness, double? Sequence, double? Missed)
{
    public static TickView Of(JsonElement tick) => new(
        KhronosView.Text(tick, "name"),
        KhronosView.Text(tick, "kind"),
        KhronosView.Moment(tick, "scheduledAt"),
        KhronosView.Moment(tick, "publishedAt"),
        KhronosView.Number(tick, "lateness"),
        KhronosView.Number(tick, "sequence"),
        KhronosView.Number(KhronosView.Get(tick, "missed"), "count"));
}
