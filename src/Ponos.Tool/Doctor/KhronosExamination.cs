using System.Globalization;
using Ponos.Control;
using Ponos.Management;
using Ponos.Tool.Schedules;

namespace Ponos.Tool.Doctor;

/// <summary>Whether Khronos leads, keeps up and has schedules that nobody listens to any more.</summary>
internal static class KhronosExamination
{
    private const long LateSeconds = 60;

    public static async Task<IReadOnlyList<Finding>> RunAsync(
        Session session, IReadOnlyList<ProcessReport> processes, CancellationToken cancellationToken)
    {
        if (await KhronosState.FindAsync(session, cancellationToken) is not { } khronos)
        {
            return processes.Any(process => process.Service == KhronosState.Service)
                ? [Finding.Note("khronos", "It answers, and tells nothing of its schedules: it is older than this tool.")]
                : [Finding.Note("khronos", "No Khronos answers: nobody publishes time events here.")];
        }

        return [.. OfStatus(khronos), .. OfSchedules(khronos, processes)];
    }

    private static IEnumerable<Finding> OfStatus(KhronosState khronos)
    {
        var status = khronos.Status;
        if (status.Text("trouble") is { Length: > 0 } trouble)
        {
            yield return Finding.Bad("khronos", trouble, "Its log says more.");
        }

        if (status.Number("refusedStep") is { } step)
        {
            yield return Finding.Bad(
                "khronos",
                $"Its clock jumped ahead by {step} s, which it does not follow.",
                "Put the clock right, or tell Khronos that it is: see docs/khronos/operating.md.");
        }

        if (status.Number("watermarkAge") is > LateSeconds and var age)
        {
            yield return Finding.Bad(
                "khronos",
                $"All its ticks are published only up to {age} s ago.",
                "Look whether the broker takes its publishes: ponos services");
        }

        var who = $"{status.Text("replica") ?? khronos.Process.Instance} ({status.Text("role") ?? "?"})";
        yield return Finding.Fine("khronos", $"{who}, {khronos.Total.ToString(CultureInfo.InvariantCulture)} schedules.");
    }

    private static IEnumerable<Finding> OfSchedules(KhronosState khronos, IReadOnlyList<ProcessReport> processes)
    {
        var services = processes.Select(process => process.Service).ToHashSet(StringComparer.Ordinal);
        foreach (var schedule in khronos.Schedules)
        {
            var name = schedule.Text("name") ?? "";
            if (schedule.Text("aside") is { } aside)
            {
                yield return Finding.Bad(
                    $"schedule {name}", $"It is set aside and does not tick: {aside}", $"Put it right: ponos schedules put {name}");
            }

            var owners = KhronosState.OwnersOf(schedule);
            if (owners.Length > 0 && !owners.Any(owner => owner == KhronosState.Service || services.Contains(owner)))
            {
                yield return Finding.Note(
                    $"schedule {name}",
                    $"No process of its owner {string.Join(", ", owners)} answers.",
                    $"If the service is gone for good: ponos schedules delete {name} --owner {owners[0]}");
            }
        }
    }
}
