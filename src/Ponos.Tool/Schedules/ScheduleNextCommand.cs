using System.Text.Json.Nodes;
using Ponos.Management;

namespace Ponos.Tool.Schedules;

/// <summary><c>schedules next</c>: when a schedule comes next, as Khronos reckons it.</summary>
internal sealed class ScheduleNextCommand : OperatorCommand<ScheduleSettings>
{
    protected override async Task<Answer> AnswerAsync(Session session, ScheduleSettings settings, CancellationToken cancellationToken)
    {
        var khronos = await KhronosState.ReadAsync(session, cancellationToken);
        var schedule = khronos.Find(settings.Name) ?? throw ScheduleOrder.Unknown(settings.Name, khronos);
        var next = KhronosState.NextOf(schedule);
        return new Answer(
            new JsonObject { ["name"] = settings.Name, ["next"] = Terminal.ToArray(next) },
            console =>
            {
                Grid.Line(
                    console,
                    next.Length > 0 ? $"{settings.Name}, {schedule.Text("words") ?? "its rhythm unknown"}:"
                    : $"{settings.Name} does not come any more{(schedule.Truth("paused") ? " while it is paused" : "")}.");
                foreach (var instant in next)
                {
                    Grid.Line(console, $"  {instant}");
                }
            });
    }
}
