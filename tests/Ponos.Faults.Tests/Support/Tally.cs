using Microsoft.Extensions.Logging;

namespace Ponos.Faults.Tests.Support;

/// <summary>What a fault cost. Made only when nothing is lost: each confirmed job was handled, or is dead with a reason.</summary>
internal sealed record Tally(
    int Confirmed, int Handled, int Dead, int Doubled, int Unknown, int UnknownHandled, int NotTaken, TimeSpan LongestGap)
{
    // Errors in Ponos itself, whatever the broker does.
    private static readonly int[] OwnErrors = [21, 2010, 2012];

    public static async Task<Tally> TakeAsync(WorkerHost worker, PublishedJobs jobs)
    {
        HashSet<string> dead = [];
        try
        {
            await Wait.UntilAsync(() => Missing(worker, jobs, dead).Length == 0, () => "");
        }
        catch (TimeoutException)
        {
            dead = await DeadAsync(worker);
        }

        var missing = Missing(worker, jobs, dead);
        Assert.That(missing, Is.Empty, missing.Length == 0 ? "" : await LostAsync(missing.Length, worker, jobs));
        Assert.That(jobs.Pending, Is.Empty, "Publishes that never ended.");
        var own = worker.Log.Lines.Where(line => line.Level == LogLevel.Critical || OwnErrors.Contains(line.Event)).ToArray();
        Assert.That(own, Is.Empty, "Errors of Ponos itself.");
        return new Tally(
            jobs.Confirmed.Count,
            jobs.Confirmed.Count(worker.Handled.Contains),
            dead.Count,
            worker.Handled.Doubled.Length,
            jobs.Unknown.Count,
            jobs.Unknown.Keys.Count(worker.Handled.Contains),
            jobs.NotTaken.Count,
            jobs.LongestGap);
    }

    public override string ToString() =>
        $"{Confirmed} confirmed, {Handled} handled, {Dead} dead, {Doubled} run twice, {Unknown} unknown "
        + $"(of which {UnknownHandled} handled), {NotTaken} not taken, longest gap {LongestGap.TotalSeconds:0.0} s";

    private static async Task<HashSet<string>> DeadAsync(WorkerHost worker)
    {
        var dead = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in new[] { worker.Task, worker.Event })
        {
            foreach (var kind in Enum.GetValues<DeadLetterKind>())
            {
                foreach (var letter in await worker.DeadLetters.ListAsync(name, kind, take: 1000))
                {
                    Assert.That(letter.Reason, Is.Not.Empty, letter.MessageId);
                    dead.Add(letter.MessageId);
                }
            }
        }

        return dead;
    }

    private static async Task<string> LostAsync(int missing, WorkerHost worker, PublishedJobs jobs) =>
        $"Lost: {missing} of {jobs.Confirmed.Count} confirmed jobs. {await worker.DescribeAsync()}";

    private static string[] Missing(WorkerHost worker, PublishedJobs jobs, HashSet<string> dead) =>
        [.. jobs.Confirmed.Where(id => !worker.Handled.Contains(id) && !dead.Contains(id)).Order(StringComparer.Ordinal)];
}
