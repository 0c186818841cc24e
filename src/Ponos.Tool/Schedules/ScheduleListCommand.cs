using System.Text.Json.Nodes;
using Ponos.Management;

namespace Ponos.Tool.Schedules;

/// <summary><c>schedules list</c>.</summary>
internal sealed class ScheduleListCommand : OperatorCommand<ScheduleListSettings>
{
    protected override async Task<Answer> AnswerAsync(Session session, ScheduleListSettings settings, CancellationToken cancellationToken)
    {
        var khronos = await KhronosState.ReadAsync(session, cancellationToken);
        var schedules = khronos.Schedules
            .Where(schedule => settings.Owner is null || KhronosState.OwnersOf(schedule).Contains(settings.Owner))
            .ToArray();
        return new Answer(
            new JsonObject
            {
                ["status"] = Terminal.ToJson(khronos.Status),
                ["total"] = khronos.Total,
                ["schedules"] = Terminal.ToArray(schedules),
            },
            console =>
            {
                Grid.Show(
                    console,
                    settings.Owner is null ? "Khronos has no schedules." : $"Khronos has no schedule of '{settings.Owner}'.",
                    ["name", "rhythm", "owners", "state", "next", "last", "event"],
                    [.. schedules.Select(schedule => new[]
                    {
                        schedule.Text("name") ?? "",
                        schedule.Text("words") ?? "",
                        string.Join(", ", KhronosState.OwnersOf(schedule)),
                        schedule.Text("aside") is { } aside ? $"set aside: {aside}" : schedule.Truth("paused") ? "paused" : "runs",
                        KhronosState.NextOf(schedule) is [var next, ..] ? next : "",
                        schedule.Text("lastAt") ?? "",
                        schedule.Text("event") ?? "",
                    })]);
                if (khronos.Total > khronos.Schedules.Count)
                {
                    Grid.Line(console, $"The first {khronos.Schedules.Count} of {khronos.Total} by name.");
                }
            });
    }
}
