namespace Ponos.Transport.InMemory;

/// <summary>A job that the broker keeps until it can reach its address. Its body is the broker's own.</summary>
/// <param name="Job">The job, addressed to what it has not reached yet.</param>
/// <param name="Body">The broker's own copy of the body.</param>
/// <param name="Exchange">The exchange that it says it came through.</param>
/// <param name="RoutingKey">What it is routed by.</param>
internal sealed record HeldJob(OutgoingJob Job, byte[] Body, string Exchange, string RoutingKey)
{
    public static HeldJob Of(in OutgoingJob job) => new(
        job, job.Body.ToArray(), job.Address.IsQueue ? "" : job.Address.Name, job.Address.RoutingKey);

    public InMemoryDelivery For(InMemoryQueue queue) => new(Job, Body, queue.Name, Exchange, RoutingKey);
}
