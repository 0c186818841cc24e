using Ponos.Diagnostics;
using Ponos.Transport;

namespace Ponos.Delivery.Copies;

/// <summary>
/// The one maker of copies. A copy says of itself what its original said, as far as it can be sent; nothing is invented
/// that the publisher did not say, and nothing that others put there makes it go anywhere but where it is sent.
/// </summary>
internal static class JobCopy
{
    /// <summary>A copy that waits for the job's next attempt.</summary>
    /// <param name="original">The job as it came.</param>
    /// <param name="name">The job's name.</param>
    /// <param name="type">What the copy calls itself: nothing where the original did not, unless its name would be lost.</param>
    /// <param name="queue">The queue that it goes back to.</param>
    /// <param name="after">How long it waits.</param>
    public static OutgoingJob ForRetry(Transport.Delivery original, string name, string? type, string queue, TimeSpan after)
    {
        var copy = Of(original, name, type, queue);
        // An expiry would end the wait, which is a queue's time to live.
        return after > TimeSpan.Zero ? WithoutExpiration(copy) with { Delay = after } : copy;
    }

    /// <summary>A copy for the dead or invalid queue, where it stays until somebody decides.</summary>
    /// <param name="original">The job as it came.</param>
    /// <param name="name">The job's name.</param>
    /// <param name="type">What the copy calls itself: nothing where the original did not, unless its name would be lost.</param>
    /// <param name="queue">The queue that it goes to.</param>
    /// <param name="death">Why.</param>
    public static OutgoingJob ForDead(Transport.Delivery original, string name, string? type, string queue, Death death)
    {
        var copy = Of(original, name, type, queue);
        death.AddTo(copy.Headers!);
        if (copy.Properties?.Expiration is { } expiration)
        {
            copy.Headers![JobHeaders.Expiration] = expiration;
        }

        return WithoutExpiration(copy);
    }

    /// <summary>
    /// A copy of a dead or invalid job for the queue that it came from: its first attempt again. Whoever replays what has
    /// expired wants it run.
    /// </summary>
    /// <param name="dead">The job as it lies there.</param>
    /// <param name="name">The job's name.</param>
    /// <param name="queue">The queue that it goes back to.</param>
    /// <param name="now">The time.</param>
    public static OutgoingJob ForReplay(Transport.Delivery dead, string name, string queue, DateTimeOffset now)
    {
        var copy = Of(dead, name, dead.Name, queue);
        if (JobEnvelope.ReadNotAfter(dead.Headers) <= now || JobEnvelope.ReadText(dead.Headers, JobHeaders.Reason) == Reasons.Expired)
        {
            copy.Headers!.Remove(JobHeaders.NotAfter);
        }

        return WithoutExpiration(copy);
    }

    /// <summary>
    /// What is left of a copy that can never be sent as it is: its body and what we say of it, under a new id. The job is
    /// kept all the same.
    /// </summary>
    /// <param name="copy">The copy that was refused.</param>
    /// <param name="messageId">The new id.</param>
    public static OutgoingJob Minimal(in OutgoingJob copy, string messageId)
    {
        var headers = new Dictionary<string, object?>(StringComparer.Ordinal);
        var cut = new CutNames();
        foreach (var (name, value) in copy.Headers ?? [])
        {
            if (name == JobHeaders.Cut)
            {
                cut.AddEarlier(HeaderText.Of(value));
            }
            else if (name.StartsWith(JobHeaders.Ours, StringComparison.Ordinal))
            {
                headers[name] = value;
            }
            else
            {
                cut.Add(name);
            }
        }

        if (copy.MessageId is { } id)
        {
            headers[JobHeaders.OriginalId] = ForeignText.Name(id).ToString();
        }

        cut.AddTo(headers);
        return copy with
        {
            Type = JobName.IsName(copy.Type ?? "") ? copy.Type : null,
            MessageId = messageId,
            AppId = null,
            Timestamp = null,
            Properties = MessageProperties.None,
            Headers = headers,
        };
    }

    private static OutgoingJob Of(Transport.Delivery original, string name, string? type, string queue)
    {
        var cut = new CutNames();
        var headers = CopiedHeaders.Keep(original.Headers, cut);
        // Said of nobody too: to the broker the copy is ours.
        headers[JobHeaders.OriginalUser] = ForeignText.Name(original.UserId).ToString();
        var id = original.MessageId;
        if (id is not null && !HeaderSize.IsShort(id))
        {
            headers[JobHeaders.OriginalId] = ForeignText.Name(id).ToString();
            id = cut.Property("message_id");
        }

        var copy = new OutgoingJob
        {
            Address = JobAddress.Queue(queue),
            Name = name,
            Type = Short(type, "type", cut),
            Body = original.Body,
            MessageId = id,
            AppId = Short(original.AppId, "app_id", cut),
            Timestamp = original.Timestamp,
            Properties = original.Properties is { } properties ? Sendable(properties, cut) : null,
            Headers = headers,
        };
        cut.AddTo(headers);
        return copy;
    }

    /// <summary>A text that did not decode as UTF-8 is longer than it was, and would be refused.</summary>
    private static MessageProperties Sendable(MessageProperties properties, CutNames cut) => properties with
    {
        ContentType = Short(properties.ContentType, "content_type", cut),
        ContentEncoding = Short(properties.ContentEncoding, "content_encoding", cut),
        CorrelationId = Short(properties.CorrelationId, "correlation_id", cut),
        ReplyTo = Short(properties.ReplyTo, "reply_to", cut),
        Expiration = IsExpiration(properties.Expiration) ? properties.Expiration : cut.Property("expiration"),
    };

    private static string? Short(string? text, string property, CutNames cut) =>
        text is null || HeaderSize.IsShort(text) ? text : cut.Property(property);

    /// <summary>Whether a broker takes it; it closes the channel over any other.</summary>
    private static bool IsExpiration(string? text) =>
        text is null || (text.Length is > 0 and <= 10 && !text.AsSpan().ContainsAnyExceptInRange('0', '9'));

    private static OutgoingJob WithoutExpiration(in OutgoingJob copy) =>
        copy.Properties is { Expiration: not null } properties ? copy with { Properties = properties with { Expiration = null } } : copy;
}
