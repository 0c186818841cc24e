namespace Ponos.EntityFrameworkCore.Tests.Support;

/// <summary>What an operator does about parked jobs, as the docs show it.</summary>
internal sealed class ParkedJobTool(IParkedJobs parked)
{
    // snippet: parked
    public async Task TidyAsync(Func<ParkedJob, bool> isWanted, CancellationToken cancellationToken)
    {
        foreach (var job in await parked.ListParkedAsync(take: 100, cancellationToken))
        {
            Console.WriteLine($"{job.Id} {job.Name} for {job.Destination}, since {job.ParkedAt:u}: {job.Reason}");
            _ = isWanted(job)
                ? await parked.RetryParkedAsync([job.Id], cancellationToken)
                : await parked.DropParkedAsync([job.Id], cancellationToken);
        }
    }
    // end-snippet
}
