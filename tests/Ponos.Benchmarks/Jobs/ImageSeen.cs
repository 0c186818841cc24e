namespace Ponos.Benchmarks.Jobs;

/// <summary>An event that nobody listens to: publishing it costs publishing alone.</summary>
[Event("image.seen")]
public sealed record ImageSeen(string Id, string Dock, string Image, int Keep, bool Fails, long SentAt, string Note)
{
    public static ImageSeen Sample { get; } = new(
        ImageJob.Sample.Id,
        ImageJob.Sample.Dock,
        ImageJob.Sample.Image,
        ImageJob.Sample.Keep,
        ImageJob.Sample.Fails,
        ImageJob.Sample.SentAt,
        ImageJob.Sample.Note);
}
