using RabbitMQ.Client;

namespace Ponos.Transport.RabbitMq;

/// <summary>A message's properties, but for its headers, from the client's form to the transport's and back.</summary>
internal static class WireProperties
{
    /// <summary>What is said besides what every job says; nothing for what our own jobs look like, which costs no object.</summary>
    public static MessageProperties? Read(IReadOnlyBasicProperties properties)
    {
        var timestamp = WireTimestamp(properties);
        return properties.ContentType == MessageProperties.Json
            && timestamp is null
            && properties is { ContentEncoding: null, CorrelationId: null, ReplyTo: null, Expiration: null }
            && !properties.IsPriorityPresent()
            ? null
            : new MessageProperties
            {
                ContentType = properties.ContentType,
                ContentEncoding = properties.ContentEncoding,
                CorrelationId = properties.CorrelationId,
                ReplyTo = properties.ReplyTo,
                Priority = properties.IsPriorityPresent() ? properties.Priority : null,
                Expiration = properties.Expiration,
                WireTimestamp = timestamp,
            };
    }

    /// <summary>When it was published. Untrusted: a number that is no time is none.</summary>
    public static DateTimeOffset? ReadTimestamp(IReadOnlyBasicProperties properties)
    {
        if (!properties.IsTimestampPresent())
        {
            return null;
        }

        // Node's Ponos writes milliseconds: as seconds, any of them since 1978 would be after the year 9999.
        var time = properties.Timestamp.UnixTime;
        return time < DateTimeOffset.MinValue.ToUnixTimeSeconds() || time > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() ? null
            : IsSeconds(time) ? DateTimeOffset.FromUnixTimeSeconds(time)
            : DateTimeOffset.FromUnixTimeMilliseconds(time);
    }

    /// <summary>
    /// Who published it, by the name that the broker checked. On a copy that is our own name, and what the copy says of its original
    /// is ours then; from anybody else it is nothing.
    /// </summary>
    public static string? ReadUser(IReadOnlyBasicProperties properties, string? ownUser)
    {
        var user = string.IsNullOrEmpty(properties.UserId) ? null : properties.UserId;
        return user is not null
            && user == ownUser
            && properties.Headers is { } headers
            && headers.TryGetValue(JobHeaders.OriginalUser, out var original)
            ? HeaderText.Of(original) is { Length: > 0 } said ? said : null
            : user;
    }

    /// <summary>Sets all that the job says, and takes away what the job before it said.</summary>
    public static void Write(BasicProperties properties, in OutgoingJob job)
    {
        var further = job.Properties;
        properties.Type = job.Type;
        properties.MessageId = job.MessageId;
        properties.AppId = job.AppId;
        properties.ContentType = further is null ? MessageProperties.Json : further.ContentType;
        properties.ContentEncoding = further?.ContentEncoding;
        properties.CorrelationId = further?.CorrelationId;
        properties.ReplyTo = further?.ReplyTo;
        properties.Expiration = further?.Expiration;
        if (further?.Priority is { } priority)
        {
            properties.Priority = priority;
        }
        else
        {
            properties.ClearPriority();
        }

        if ((further?.WireTimestamp ?? job.Timestamp?.ToUnixTimeSeconds()) is { } seconds)
        {
            properties.Timestamp = new AmqpTimestamp(seconds);
        }
        else
        {
            properties.ClearTimestamp();
        }
    }

    private static long? WireTimestamp(IReadOnlyBasicProperties properties) =>
        properties.IsTimestampPresent()
            && properties.Timestamp.UnixTime is var time
            && (time < DateTimeOffset.MinValue.ToUnixTimeSeconds() || !IsSeconds(time))
            ? time
            : null;

    private static bool IsSeconds(long time) => time <= DateTimeOffset.MaxValue.ToUnixTimeSeconds();
}
