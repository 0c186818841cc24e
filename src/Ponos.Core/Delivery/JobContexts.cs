namespace Ponos.Delivery;

/// <summary>Makes the context that a handler is given.</summary>
internal static class JobContexts
{
    public static DeliveredJobContext Of(
        IncomingJob job,
        int attempt,
        IServiceProvider services,
        CancellationToken cancellationToken,
        string? handlerName = null,
        JobFailure? failure = null) =>
        new(job.Tid ?? default, job.Delivery.Headers)
    {
        Name = job.Name,
        Kind = job.Plan.Descriptor.Kind,
        Service = job.Plan.Service,
        Queue = job.Plan.Queue,
        HandlerName = handlerName ?? job.Plan.Descriptor.HandlerName,
        MessageId = job.MessageId,
        Attempt = attempt,
        Redelivered = job.Delivery.Redelivered,
        PublishedBy = job.Delivery.AppId,
        UserId = job.Delivery.UserId,
        Timestamp = job.Delivery.Timestamp,
        PublisherWorkerName = JobEnvelope.ReadText(job.Delivery.Headers, JobHeaders.PublisherWorkerName),
        Services = services,
        CancellationToken = cancellationToken,
        Failure = failure,
    };
}
