using Khronos;
using Microsoft.Extensions.Logging;
using Ponos;

namespace Examples.Metrics;

/// <summary>Listens to the passing of time and reads the machine's figures.</summary>
public sealed class MetricWorkers(IPublisher publisher, Machine machine, MachineGauges gauges, ILogger<MetricWorkers> log)
{
    /// <summary>Five minutes have passed: ask for the figures.</summary>
    [Event("time.five-minutes.passed")]
    public Task OnFiveMinutesPassed(TimePassed tick, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tick);
        return publisher.PublishAsync(new CollectMetrics(tick.ScheduledAt), cancellationToken);
    }

    /// <summary>Reads the figures and records them.</summary>
    [Task("metrics.collect"), Timeout("10s")]
    public Task Collect(CollectMetrics job)
    {
        ArgumentNullException.ThrowIfNull(job);
        var figures = machine.Read();
        gauges.Record(figures);
        log.LogInformation("{For:u}: {Figures}", job.For, figures);
        return Task.CompletedTask;
    }
}
