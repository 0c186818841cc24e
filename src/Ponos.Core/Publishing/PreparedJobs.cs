using System.Text;
using Ponos.Contracts;
using Ponos.Transport;

namespace Ponos.Publishing;

/// <summary>From a job that is about to be sent to one that is kept, and back.</summary>
internal static class PreparedJobs
{
    public static PreparedJob Of(in OutgoingJob job, Contract contract, PublishOptions options)
    {
        if (options.OrderKey is { } key && (key.Length == 0 || !HeaderSize.IsShort(key)))
        {
            throw new ArgumentException(
                $"An OrderKey has 1 to {HeaderSize.MostOfShortText} bytes; "
                    + $"that of '{job.Name}' has {Encoding.UTF8.GetByteCount(key)}. Leave it out where order does not matter.",
                nameof(options));
        }

        var prepared = new PreparedJob
        {
            Service = job.AppId!,
            Kind = contract.Kind,
            Name = job.Name,
            Destination = job.Address.Name,
            MessageId = job.MessageId!,
            // The body is in rented memory.
            Body = job.Body.ToArray(),
            PublishedAt = job.Timestamp!.Value,
            NotBefore = job.Delay > TimeSpan.Zero ? job.Timestamp.Value + job.Delay : null,
            NotAfter = TimeOf(job.Marks.NotAfter),
            Priority = options.Priority ?? contract.Priority,
            OrderKey = options.OrderKey,
            ContractHash = job.Marks.Contract,
            PublisherWorkerName = job.Marks.PublisherWorkerName,
            Cause = job.Marks.Cause,
            TraceParent = job.Marks.TraceParent,
            TraceState = job.Marks.TraceState,
        };
        return job.Headers is not { Count: > 0 } headers
            ? prepared
            : prepared with
            {
                Headers = headers.ToDictionary(header => header.Key, header => (string)header.Value!, StringComparer.Ordinal),
            };
    }

    public static OutgoingJob ToSend(PreparedJob job, DateTimeOffset now) => new()
    {
        Address = job.Kind == JobKind.Task ? JobAddress.Queue(job.Destination) : JobAddress.Event(job.Destination),
        Name = job.Name,
        Type = job.Name,
        Body = job.Body,
        MessageId = job.MessageId,
        AppId = job.Service,
        Timestamp = job.PublishedAt,
        Properties = WirePriority.PropertiesOf(job.Priority),
        Marks = new JobMarks
        {
            Contract = job.ContractHash,
            PublisherWorkerName = job.PublisherWorkerName,
            Cause = job.Cause,
            PublishedAt = job.PublishedAt.ToUnixTimeMilliseconds(),
            NotAfter = job.NotAfter?.ToUnixTimeMilliseconds(),
            TraceParent = job.TraceParent,
            TraceState = job.TraceState,
        },
        Headers = job.Headers.Count == 0
            ? null
            : job.Headers.ToDictionary(header => header.Key, header => (object?)header.Value, StringComparer.Ordinal),
        Delay = job.NotBefore is { } notBefore && notBefore > now ? notBefore - now : TimeSpan.Zero,
    };

    private static DateTimeOffset? TimeOf(long? milliseconds) =>
        milliseconds is { } known ? DateTimeOffset.FromUnixTimeMilliseconds(known) : null;
}
