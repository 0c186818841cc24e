using System.Globalization;
using Ponos.Contracts;
using Ponos.Delivery.Copies;
using Ponos.Topology;
using Ponos.Transport;

namespace Ponos.Delivery;

/// <summary>Looks through a service's dead and invalid queues, and sends jobs back where they came from.</summary>
internal sealed class DeadLetters(string service, IReadOnlyList<HandlerPlan> handlers, ITransport transport, TimeProvider time, TimeSpan sendTimeout)
    : IDeadLetters
{
    public async Task<IReadOnlyList<DeadLetter>> ListAsync(
        string jobName, DeadLetterKind kind = DeadLetterKind.Dead, int skip = 0, int take = 100, CancellationToken cancellationToken = default)
    {
        await CallerContext.Leave();
        ArgumentOutOfRangeException.ThrowIfNegative(skip);
        ArgumentOutOfRangeException.ThrowIfLessThan(take, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(take, 1000);
        var page = new List<DeadLetter>();
        await foreach (var (_, letter) in ReadAsync(jobName, kind, skip + take, cancellationToken))
        {
            page.Add(letter);
        }

        return [.. page.Skip(skip)];
    }

    public async Task<IReadOnlyList<DeadLetterGroup>> GroupAsync(
        string jobName, DeadLetterKind kind = DeadLetterKind.Dead, CancellationToken cancellationToken = default)
    {
        await CallerContext.Leave();
        var groups = new Dictionary<(string, string?), DeadLetterGroup>();
        await foreach (var (_, letter) in ReadAsync(jobName, kind, int.MaxValue, cancellationToken))
        {
            var key = (letter.Reason, letter.ErrorType);
            var group = groups.GetValueOrDefault(key) ?? new DeadLetterGroup(letter.Reason, letter.ErrorType, 0, null);
            groups[key] = group with { Count = group.Count + 1, Latest = letter.DiedAt > group.Latest || group.Latest is null ? letter.DiedAt : group.Latest };
        }

        return [.. groups.Values.OrderByDescending(group => group.Count)];
    }

    public async Task<DeadLetter?> PeekAsync(
        string jobName, string messageId, DeadLetterKind kind = DeadLetterKind.Dead, CancellationToken cancellationToken = default)
    {
        await CallerContext.Leave();
        ArgumentException.ThrowIfNullOrEmpty(messageId);
        await foreach (var (_, letter) in ReadAsync(jobName, kind, int.MaxValue, cancellationToken))
        {
            if (letter.MessageId == messageId)
            {
                return letter;
            }
        }

        return null;
    }

    public async Task<int> ReplayAsync(
        string jobName, Func<DeadLetter, bool>? match = null, DeadLetterKind kind = DeadLetterKind.Dead, CancellationToken cancellationToken = default)
    {
        await CallerContext.Leave();
        var count = 0;
        await foreach (var (delivery, letter) in ReadAsync(jobName, kind, int.MaxValue, cancellationToken))
        {
            if (match is null || match(letter))
            {
                await SendBackAsync(delivery, letter, cancellationToken);
                delivery.Ack(immediate: true);
                count++;
            }
        }

        return count;
    }

    public async Task<int> DropAsync(
        string jobName, Func<DeadLetter, bool> match, DeadLetterKind kind = DeadLetterKind.Dead, CancellationToken cancellationToken = default)
    {
        await CallerContext.Leave();
        ArgumentNullException.ThrowIfNull(match);
        var count = 0;
        await foreach (var (delivery, letter) in ReadAsync(jobName, kind, int.MaxValue, cancellationToken))
        {
            if (match(letter))
            {
                delivery.Ack(immediate: true);
                count++;
            }
        }

        return count;
    }

    /// <summary>Takes out what is there now, and no more: a job that dies again meanwhile is for the next look.</summary>
    private async IAsyncEnumerable<(Transport.Delivery Delivery, DeadLetter Letter)> ReadAsync(
        string jobName, DeadLetterKind kind, int most, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var origin = OriginOf(jobName);
        var queue = kind == DeadLetterKind.Dead ? QueueNames.Dead(origin) : QueueNames.Invalid(origin);
        await using var reader = await transport.ReadAsync(queue, cancellationToken);
        var left = Math.Min(reader?.Count ?? 0, most);
        while (left-- > 0 && await reader!.GetAsync(cancellationToken) is { } delivery)
        {
            yield return (delivery, LetterOf(delivery, origin, kind));
        }
    }

    private string OriginOf(string jobName)
    {
        ArgumentException.ThrowIfNullOrEmpty(jobName);
        var handler = handlers.FirstOrDefault(handler => handler.Descriptor.Name == jobName)
            ?? throw new ArgumentException(
                $"The service '{service}' has no handler for '{jobName}'. It has: {string.Join(", ", handlers.Select(known => known.Descriptor.Name))}.", nameof(jobName));
        return handler.BaseQueue;
    }

    private static DeadLetter LetterOf(Transport.Delivery delivery, string origin, DeadLetterKind kind)
    {
        var headers = delivery.Headers;
        var reason = JobEnvelope.ReadText(headers, JobHeaders.Reason) ?? (kind == DeadLetterKind.Invalid ? Reasons.Invalid : BrokersReason(headers));
        return new DeadLetter
        {
            MessageId = delivery.MessageId ?? "",
            Name = delivery.Name ?? "",
            Reason = reason,
            Queue = origin,
            Body = delivery.Body.ToArray(),
            ErrorType = JobEnvelope.ReadText(headers, JobHeaders.ErrorType),
            Error = JobEnvelope.ReadText(headers, JobHeaders.Error),
            Attempt = JobEnvelope.ReadAttempt(headers, maxAttempts: 1000),
            DiedAt = DateTimeOffset.TryParse(
                JobEnvelope.ReadText(headers, JobHeaders.DiedAt), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var diedAt) ? diedAt : null,
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

    /// <summary>A job that the broker itself moved has none of our headers: it lay there for too long, or its process died too often.</summary>
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

    private async Task SendBackAsync(Transport.Delivery delivery, DeadLetter letter, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(sendTimeout, time);
        using var caller = cancellationToken.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), deadline);
        var job = JobCopy.ForReplay(delivery, letter.Name, letter.Queue, time.GetUtcNow());
        try
        {
            await transport.SendAsync(job, deadline.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new BrokerUnavailableException(
                letter.Name, $"'{letter.Name}' was not confirmed by {transport.Description} within {sendTimeout}; it stays among the dead too. Replay again.", mayHaveBeenTaken: true, exception);
        }
    }
}
