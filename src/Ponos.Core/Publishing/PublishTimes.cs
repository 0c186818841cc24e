using Ponos.Contracts;

namespace Ponos.Publishing;

/// <summary>The times between which a job may begin, from what its publisher says.</summary>
internal static class PublishTimes
{
    /// <summary>How long the job is held back.</summary>
    /// <exception cref="ArgumentException">It is said twice, or out of range.</exception>
    public static TimeSpan Delay(Contract contract, PublishOptions options, DateTimeOffset now)
    {
        if (options.NotBefore is not { } notBefore)
        {
            return InRange(options.Delay, contract.Name, nameof(options));
        }

        if (options.Delay != TimeSpan.Zero)
        {
            throw new ArgumentException($"'{contract.Name}' has both a Delay and a NotBefore. Give one.", nameof(options));
        }

        var delay = notBefore - now;
        return InRange(delay < TimeSpan.Zero ? TimeSpan.Zero : delay, contract.Name, nameof(options));
    }

    /// <summary>A delay that is one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is none.</exception>
    public static TimeSpan InRange(TimeSpan delay, string name, string parameter) =>
        delay >= TimeSpan.Zero && delay <= PublisherSettings.MaxDelay
            ? delay
            : throw new ArgumentOutOfRangeException(
                parameter, delay, $"'{name}' can be held back from zero to {PublisherSettings.MaxDelay.Days} days.");

    /// <summary>The time by which the job must have begun; none where its publisher says none.</summary>
    /// <exception cref="ArgumentException">It is said twice, or the job could never be run.</exception>
    public static DateTimeOffset? NotAfter(Contract contract, PublishOptions options, DateTimeOffset now, TimeSpan delay)
    {
        if (options is { NotAfter: null, TimeToLive: null })
        {
            return null;
        }

        if (options is { NotAfter: not null, TimeToLive: not null })
        {
            throw new ArgumentException($"'{contract.Name}' has both a NotAfter and a TimeToLive. Give one.", nameof(options));
        }

        if (options.TimeToLive is { } toLive && (toLive <= TimeSpan.Zero || toLive > DateTimeOffset.MaxValue - now))
        {
            throw new ArgumentOutOfRangeException(
                nameof(options), toLive, $"The TimeToLive of '{contract.Name}' must be positive, and end before the year 10000.");
        }

        var notAfter = options.NotAfter ?? now + options.TimeToLive!.Value;
        if (notAfter < now)
        {
            throw new ArgumentOutOfRangeException(
                nameof(options),
                notAfter,
                $"'{contract.Name}' would have had to begin before now, {now:O}. Give a NotAfter that is to come, or do not publish it.");
        }

        return notAfter - now >= delay
            ? notAfter
            : throw new ArgumentException(
                $"'{contract.Name}' is held back for {delay}, and must begin within {notAfter - now}: it would never be run. "
                    + "A TimeToLive counts from the publish, so make it longer than the Delay.",
                nameof(options));
    }
}
