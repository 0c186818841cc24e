using System.Globalization;
using System.Runtime.CompilerServices;
using Ponos.Contracts;
using Ponos.Transport;

namespace Ponos.Delivery;

/// <summary>A look through one queue of jobs given up on. What was not settled goes back when it ends.</summary>
/// <param name="reader">The queue; <see langword="null"/> when there is none.</param>
/// <param name="origin">The queue that its jobs came from.</param>
/// <param name="kind">Which kind of queue it is.</param>
internal sealed class DeadLetterLook(IQueueReader? reader, string origin, DeadLetterKind kind) : IAsyncDisposable
{
    private long _taken;

    /// <summary>How many there were when the look began.</summary>
    public long Count => reader?.Count ?? 0;

    /// <summary>Takes out what was there, and no more: a job that dies again meanwhile is for the next look.</summary>
    public async IAsyncEnumerable<(Transport.Delivery Delivery, DeadLetter Letter)> ReadAsync(
        int most, int maxBodyBytes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var left = Math.Min(Count, most);
        while (left-- > 0 && await reader!.GetAsync(cancellationToken) is { } delivery)
        {
            _taken++;
            yield return (delivery, LetterOf(delivery, origin, kind, maxBodyBytes));
        }
    }

    /// <summary>How many came since the look began.</summary>
    public async ValueTask<long> CountNewAsync(CancellationToken cancellationToken) =>
        reader is null ? 0 : Math.Max(0, await reader.CountReadyAsync(cancellationToken) - (Count - _taken));

    public ValueTask DisposeAsync() => reader?.DisposeAsync() ?? default;

    private static DeadLetter LetterOf(Transport.Delivery delivery, string origin, DeadLetterKind kind, int maxBodyBytes)
    {
        var headers = delivery.Headers;
        var reason = JobEnvelope.ReadText(headers, JobHeaders.Reason)
            ?? (kind == DeadLetterKind.Invalid ? Reasons.Invalid : BrokersReason(headers));
        return new DeadLetter
        {
            MessageId = delivery.MessageId ?? "",
            Name = delivery.Name ?? "",
            Reason = reason,
            Queue = origin,
            Body = delivery.Body[..Math.Min(delivery.Body.Length, maxBodyBytes)].ToArray(),
            BodyBytes = delivery.Body.Length,
            ErrorType = JobEnvelope.ReadText(headers, JobHeaders.ErrorType),
            Error = JobEnvelope.ReadText(headers, JobHeaders.Error),
            Attempt = JobEnvelope.ReadAttempt(headers, maxAttempts: 1000),
            DiedAt = DateTimeOffset.TryParse(
                JobEnvelope.ReadText(headers, JobHeaders.DiedAt),
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out var diedAt) ? diedAt : null,
            PublishedAt = JobEnvelope.ReadPublishedAt(headers) ?? delivery.Timestamp,
            PublishedBy = delivery.AppId,
            // The broker knows a copy as its consumer's.
            UserId = JobEnvelope.ReadText(headers, JobHeaders.OriginalUser) ?? delivery.UserId,
            Tid = TidOf(delivery.Body),
            PublisherContract = JobEnvelope.ReadText(headers, JobHeaders.Contract),
            EnforcedContract = JobEnvelope.ReadText(headers, JobHeaders.Enforced),
            ContentType = delivery.ContentType,
            ContentEncoding = delivery.ContentEncoding,
            Headers = HeaderText.All(headers),
        };
    }

    /// <summary>
    /// A job that the broker itself moved has none of our headers: it lay there for too long, or its process died too often.
    /// </summary>
    private static string BrokersReason(IReadOnlyDictionary<string, object?>? headers) =>
        headers?.GetValueOrDefault("x-death") is IEnumerable<object?> deaths
        && deaths.FirstOrDefault() is IEnumerable<KeyValuePair<string, object?>> latest
        && HeaderText.Of(latest.FirstOrDefault(entry => entry.Key == "reason").Value) == Reasons.Expired
            ? Reasons.Expired
            : Reasons.DeliveryLimit;

    private static string? TidOf(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var payload = JobPayload.Read(body);
            return payload.Tid?.ToString();
        }
        catch (Exception)
        {
            // That is why it is here, as like as not.
            return null;
        }
    }
}
