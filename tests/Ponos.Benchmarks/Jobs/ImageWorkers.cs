namespace Ponos.Benchmarks.Jobs;

/// <summary>Our handler, as an application writes it.</summary>
public sealed class ImageWorkers(JobTally tally)
{
    [Task(ImageJob.Name)]
    public Task Resize(ImageJob job, JobContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return tally.HandleAsync(job, isFirst: context.Attempt == 1);
    }
}
