using System.Text.Json;
using Khronos.Diagnostics;
using Khronos.Schedules;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Ponos;

namespace Khronos.Tasks;

/// <summary>
/// Tells of tasks about schedules that came to nothing otherwise than by the handler's own word: they broke their contract
/// and never came to it, or it failed until it was given up.
/// </summary>
internal sealed class RejectionObserver(IServiceProvider services, ILogger<RejectionObserver> log) : IJobObserver
{
    /// <summary>So many are told; more say nothing new.</summary>
    private const int MaxReasons = 20;

    public void OnSettled(SettledJob job)
    {
        // What a handler refused it has told of itself.
        if (job.Service == ScheduleCatalog.Service
            && job.Kind == JobKind.Task
            && job.Name != ConfirmClock.TaskName
            && IsOver(job.Outcome)
            && job.Error is not ScheduleRefusedException)
        {
            _ = TellAsync(job);
        }
    }

    private static bool IsOver(JobOutcome outcome) =>
        outcome is JobOutcome.Invalid or JobOutcome.Undecodable or JobOutcome.Unhandled or JobOutcome.Stopped or JobOutcome.Exhausted;

    private static IReadOnlyList<string> ReasonsOf(SettledJob job) => job switch
    {
        { Violations.Count: > 0 } => [.. job.Violations.Take(MaxReasons).Select(violation => violation.ToString())],
        { Outcome: JobOutcome.Invalid or JobOutcome.Undecodable, Error: null } => ["The task is no JSON object."],
        _ => [$"It was given up after {job.Attempt} attempts: {job.Error?.Message ?? "nothing says why."}"],
    };

    /// <summary>The schedule's name, where the broken task has one in its place.</summary>
    private static string? NameIn(SettledJob job)
    {
        try
        {
            using var task = JsonDocument.Parse(job.Body);
            return task.RootElement.TryGetProperty("name", out var name)
                && name.ValueKind == JsonValueKind.String
                && name.GetString() is { Length: <= 200 } text
                ? text
                : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private async Task TellAsync(SettledJob job)
    {
        try
        {
            // Looked up late: the publisher is made together with the observers.
            await services.GetRequiredKeyedService<IPublisher>(ScheduleCatalog.Service)
                .PublishAsync(new ScheduleRejected(job.Name, ReasonsOf(job), NameIn(job), job.PublishedBy));
        }
        catch (Exception exception)
        {
            log.RejectionUntold(exception, job.Name);
        }
    }
}
