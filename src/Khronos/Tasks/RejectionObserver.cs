using Khronos.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Ponos;

namespace Khronos.Tasks;

/// <summary>Tells of tasks about schedules that broke their contract, and therefore never came to a handler.</summary>
internal sealed class RejectionObserver(IServiceProvider services, ILogger<RejectionObserver> log) : IJobObserver
{
    public void OnSettled(SettledJob job)
    {
        if (job.Service == ScheduleCatalogue.Service && job.Outcome is JobOutcome.Invalid or JobOutcome.Undecodable)
        {
            _ = TellAsync(job);
        }
    }

    private async Task TellAsync(SettledJob job)
    {
        IReadOnlyList<string> reasons = job.Violations.Count > 0 ? [.. job.Violations.Select(violation => violation.ToString())] : ["The task is no JSON object."];
        try
        {
            // Looked up late: the publisher is made together with the observers.
            await services.GetRequiredKeyedService<IPublisher>(ScheduleCatalogue.Service)
                .PublishAsync(new ScheduleRejected(job.Name, reasons));
        }
        catch (Exception exception)
        {
            log.RejectionUntold(exception, job.Name);
        }
    }
}
