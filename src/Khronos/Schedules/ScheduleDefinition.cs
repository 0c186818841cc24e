using System.Text.Json;
using Khronos.Naming;

namespace Khronos.Schedules;

/// <summary>What a service may ask for: brought into its canonical form, or refused with every reason there is.</summary>
internal static class ScheduleDefinition
{
    /// <exception cref="ScheduleRefusedException">The definition contradicts itself or means nothing.</exception>
    public static PutSchedule Canonical(PutSchedule put, DateTimeOffset now)
    {
        var reasons = new List<string>();
        var name = NameOf(put, reasons);
        if (new[] { put.Every, put.Cron, put.At as object }.Count(given => given is not null) is var given
            && (given > 1 || (given == 0 && name?.Duration is null)))
        {
            reasons.Add("Give one of 'every', 'cron' and 'at'; only a name that is an interval needs none.");
        }

        var every = Duration(put.Every, "every", reasons) ?? (put.Cron is null && put.At is null ? name?.Duration : null);
        var offset = Shorter(put.Offset, "offset", every, reasons);
        var jitter = Shorter(put.Jitter, "jitter", every, reasons);
        CheckShared(put, name, every, reasons);
        CheckCron(put, name, reasons);
        CheckTimes(put, now, reasons);
        CheckPayload(put, reasons);
        if (reasons.Count > 0)
        {
            throw new ScheduleRefusedException(reasons);
        }

        return put with
        {
            Name = name!.Text,
            Every = every is null ? null : DurationName.Of(every.Value),
            Cron = put.Cron is null ? null : CronText.Tidy(put.Cron),
            TimeZone = put.Cron is null ? null : ZoneOf(put),
            Offset = offset is null ? null : DurationName.Of(offset.Value),
            Jitter = jitter is null ? null : DurationName.Of(jitter.Value),
            At = put.At?.ToUniversalTime(),
            StartsAt = put.StartsAt?.ToUniversalTime(),
            EndsAt = put.EndsAt?.ToUniversalTime(),
            CatchUp = put.CatchUp == CatchUp.Latest ? null : put.CatchUp,
        };
    }

    /// <summary>The schedule of a canonical definition; when it counts from is not in it.</summary>
    public static Schedule Compile(PutSchedule canonical)
    {
        if (!ScheduleName.TryParse(canonical.Name, out var name))
        {
            throw new FormatException($"'{canonical.Name}' is no name of a schedule.");
        }

        _ = DurationName.TryParse(canonical.Offset, out var offset);
        _ = DurationName.TryParse(canonical.Jitter, out var jitter);
        return new Schedule
        {
            Name = name,
            Rhythm = DurationName.TryParse(canonical.Every, out var every) ? new IntervalRhythm(every, offset)
                : canonical.Cron is { } cron ? CronRhythm.Parse(cron, canonical.TimeZone ?? "UTC", name.Text, offset)
                : canonical.At is { } at ? new OnceRhythm(Later(at, offset))
                : throw new FormatException("It has no interval, no expression and no instant."),
            ActiveFrom = DateTimeOffset.MinValue,
            CatchUp = canonical.CatchUp ?? CatchUp.Latest,
            StartsAt = canonical.StartsAt ?? DateTimeOffset.MinValue,
            EndsAt = canonical.EndsAt ?? DateTimeOffset.MaxValue,
            Jitter = jitter,
            Payload = canonical.Payload,
        };
    }

    /// <summary>
    /// Whether both ask for the same, of two canonical definitions: the same instants, however the expression and the zone are
    /// written, and the same payload, in whatever order its members are.
    /// </summary>
    public static bool AreSame(PutSchedule one, PutSchedule other) =>
        Plain(one) == Plain(other) && HaveSameCron(one, other) && HaveSamePayload(one.Payload, other.Payload);

    private static PutSchedule Plain(PutSchedule definition) => definition with { Cron = null, TimeZone = null, Payload = null };

    private static bool HaveSameCron(PutSchedule one, PutSchedule other)
    {
        if ((one.Cron, one.TimeZone) == (other.Cron, other.TimeZone))
        {
            return true;
        }

        try
        {
            return one.Cron is not null && other.Cron is not null
                && CronRhythm.Parse(one.Cron, one.TimeZone!, one.Name!)
                    .IsSameAs(CronRhythm.Parse(other.Cron, other.TimeZone!, other.Name!));
        }
        catch (Exception exception) when (exception is FormatException or TimeZoneNotFoundException)
        {
            // One of them was kept, and this machine does not know its zone.
            return false;
        }
    }

    private static bool HaveSamePayload(JsonElement? one, JsonElement? other) =>
        one is { } first && other is { } second ? JsonElement.DeepEquals(first, second) : one is null && other is null;

    private static string ZoneOf(PutSchedule put) => put.TimeZone is { } zone ? KnownTimeZone.Canonical(zone) : "UTC";

    private static DateTimeOffset Later(DateTimeOffset at, TimeSpan offset) =>
        DateTimeOffset.MaxValue - at > offset
            ? at + offset
            : throw new FormatException($"'at' and 'offset' lead beyond the year {DateTimeOffset.MaxValue.Year}.");

    private static ScheduleName? NameOf(PutSchedule put, List<string> reasons)
    {
        if (ScheduleName.TryParse(put.Name ?? put.Every, out var name))
        {
            return name;
        }

        reasons.Add(put.Name is null ? "Give a 'name'; only 'every' has one of its own." : $"'name' is none: write {ScheduleName.Rule}.");
        return null;
    }

    private static TimeSpan? Duration(string? text, string property, List<string> reasons)
    {
        if (text is null)
        {
            return null;
        }

        if (DurationName.TryParse(text, out var duration))
        {
            return duration;
        }

        reasons.Add($"'{property}' is no duration: write 'ten-minutes', '90s' or 'PT1H30M', from 1 s to below 1000 days.");
        return null;
    }

    private static TimeSpan? Shorter(string? text, string property, TimeSpan? every, List<string> reasons)
    {
        var duration = Duration(text, property, reasons);
        if (duration >= every)
        {
            reasons.Add($"'{property}' is not shorter than the interval.");
        }

        return duration;
    }

    /// <summary>An interval's own name has one event for everyone, so nobody can give it settings.</summary>
    private static void CheckShared(PutSchedule put, ScheduleName? name, TimeSpan? every, List<string> reasons)
    {
        if (name?.Duration is not { } duration)
        {
            return;
        }

        var hasSettings = put.Cron is not null
            || put.At is not null
            || put.Offset is not null
            || put.Payload is not null
            || put.CatchUp is not null
            || put.StartsAt is not null || put.EndsAt is not null || put.Jitter is not null;
        if (hasSettings || every != duration)
        {
            reasons.Add(
                $"'{name.Text}' is the name of an interval, which all services share as it is. Give your schedule a 'name' of its own.");
        }
    }

    private static void CheckCron(PutSchedule put, ScheduleName? name, List<string> reasons)
    {
        if (put.Cron is null)
        {
            if (put.TimeZone is not null)
            {
                reasons.Add("'timeZone' goes with 'cron' only: intervals and instants have none.");
            }

            return;
        }

        try
        {
            _ = CronRhythm.Parse(put.Cron, ZoneOf(put), name?.Text ?? "");
        }
        catch (FormatException exception)
        {
            reasons.Add($"'cron' cannot be read: {exception.Message}");
        }
        catch (TimeZoneNotFoundException)
        {
            reasons.Add("'timeZone' is not known to this Khronos: write an IANA name such as 'Europe/Berlin'.");
        }
    }

    private static void CheckTimes(PutSchedule put, DateTimeOffset now, List<string> reasons)
    {
        if (put.At <= now)
        {
            reasons.Add("'at' has passed.");
        }

        if (put.EndsAt <= now)
        {
            reasons.Add("'endsAt' has passed.");
        }

        if (put.EndsAt < put.StartsAt)
        {
            reasons.Add("'endsAt' is before 'startsAt'.");
        }
    }

    private static void CheckPayload(PutSchedule put, List<string> reasons)
    {
        if (put.Payload is not { } payload)
        {
            return;
        }

        if (PayloadSize.IsTooLarge(payload))
        {
            reasons.Add("'payload' is larger than 16 KiB. Store it elsewhere and send where it is.");
        }
        else if (PayloadTemplate.UnknownPlaceholder(payload) is { } unknown)
        {
            reasons.Add(
                $"'payload' has the placeholder {unknown}: there are {PayloadTemplate.Known}. "
                + $"Write {{{{{{{{ for two braces that begin none.");
        }
    }
}
