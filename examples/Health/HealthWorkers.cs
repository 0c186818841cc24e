using System.Net;
using Khronos;
using Microsoft.Extensions.Logging;
using Ponos;

namespace Examples.Health;

/// <summary>Listens to the passing of time and checks targets.</summary>
public sealed class HealthWorkers(IPublisher publisher, HealthTargets targets, HttpClient http, ILogger<HealthWorkers> log)
{
    /// <summary>Thirty minutes have passed: ask for every target to be checked.</summary>
    [Event("time.thirty-minutes.passed")]
    public async Task OnThirtyMinutesPassed(TimePassed tick, CancellationToken cancellationToken)
    {
        foreach (var check in targets.All)
        {
            await publisher.PublishAsync(check, cancellationToken);
        }
    }

    // snippet: check
    /// <summary>Checks one target. A target that does not answer well is asked again; one that is gone for good is not.</summary>
    [Task("health.check"), Retry(MaxAttempts = 5, Delay = "100ms"), Timeout("10s"), Concurrency(4)]
    public async Task Check(CheckHealth job, JobContext context, CancellationToken cancellationToken)
    {
        using var response = await http.GetAsync(job.Url, cancellationToken);
        if (response.StatusCode == HttpStatusCode.Gone)
        {
            throw new WorkerStopException($"'{job.Target}' is gone for good.");
        }

        response.EnsureSuccessStatusCode();
        log.LogInformation("{Target} is well, asked {Attempt} times", job.Target, context.Attempt);
    }
    // end-snippet
}
