namespace Ponos.Benchmarks.Jobs;

/// <summary>The same job with the transaction id that the wire contract wants in its body: what the hand-written programs send.</summary>
internal sealed record StampedJob(string Tid, string Id, string Dock, string Image, int Keep, bool Fails, long SentAt, string Note)
{
    public static StampedJob Of(ImageJob job) =>
        new(Guid.NewGuid().ToString(), job.Id, job.Dock, job.Image, job.Keep, job.Fails, job.SentAt, job.Note);
}
