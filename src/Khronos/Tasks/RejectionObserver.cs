using System.Text.Json;
using Khronos.Diagnostics;
using Khronos.Schedules;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Ponos;

namespace Khronos.Tasks;

/// <summary>Tells of tasks about schedules that broke their contract, and therefore never came to a handler.</summary>
internal sealed class RejectionObserver(IServiceProvider services, ILogger<RejectionObserver> log) : IJobObserver
{
    public void OnSettled(SettledJob job)
    {
        // What a handler refused it has told of itself.
        if (job.Service == ScheduleCatalogue.Service && job.Name != ConfirmClock.TaskName && job.Outcome is JobOutcome.Invalid or JobOutcome.Undecodable && job.Error is not ScheduleRefusedException)
        {
            _ = TellAsync(job);
        }
    }

    /// <summary>The schedule's name, where the broken task has one in its place.</summary>
    private static string? NameIn(SettledJob job)
    {
        try
        {
            using var task = JsonDocument.Parse(job.Body);
            return task.RootElement.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String && name.GetString() is { Length: <= 200 } text ? text : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private async Task TellAsync(SettledJob job)
    {
        IReadOnlyList<string> reasons = job.Violations.Count > 0 ? [.. job.Violations.Select(violation => violation.ToString())] : ["The task is no JSON object."];
        try
        {
            // Looked up late: the publisher is made together with the observers.
            await services.GetRequiredKeyedService<IPublisher>(ScheduleCatalogue.Service)
                .PublishAsync(new ScheduleRejected(job.Name, reasons, NameIn(job), job.PublishedBy));
        }
        catch (Exception exception)
        {
            log.RejectionUntold(exception, job.Name);
        }
    }
}
