using Khronos.Schedules;

namespace Khronos.Book;

/// <summary>
/// What each service may have of Khronos, and all of them together, so that none leaves nothing to the others. Guarded by
/// the book.
/// </summary>
internal sealed class OwnerQuotas(KhronosOptions options, TimeProvider time)
{
    /// <summary>What a schedule takes besides its payload, about.</summary>
    private const int PlainBytes = 512;

    /// <summary>A shared interval names those who asked for it.</summary>
    private const int MaxOwnersOfOne = 1000;

    private static readonly TimeSpan BackfillWindow = TimeSpan.FromHours(1);

    private readonly Dictionary<ScheduleOwner, Held> _held = [];
    private readonly Dictionary<ScheduleOwner, Backfilled> _backfilled = [];
    private int _schedules;

    /// <summary>Takes a schedule into account, in place of the one of its name.</summary>
    public void Replace(ScheduleDocument? before, ScheduleDocument? after)
    {
        Count(before, -1);
        Count(after, 1);
    }

    /// <exception cref="ScheduleRefusedException">The owner has as much as it may, or all together have.</exception>
    public void DemandRoom(ScheduleDocument? before, ScheduleDocument after, ScheduleOwner owner)
    {
        var has = _held.GetValueOrDefault(owner);
        var isOwn = before?.OwnedBy.Contains(owner) == true;
        var schedules = has.Schedules + (isOwn ? 0 : 1);
        var bytes = has.Bytes + BytesOf(after) - (isOwn ? BytesOf(before!) : 0);
        List<string> reasons = [];
        if (schedules > options.MaxSchedulesOfOwner)
        {
            reasons.Add(
                $"'{owner.Service}' has {has.Schedules} schedules, "
                + $"and may have {options.MaxSchedulesOfOwner} (Khronos:MaxSchedulesOfOwner). Delete some.");
        }

        if (bytes > options.MaxBytesOfOwner)
        {
            reasons.Add(
                $"The schedules of '{owner.Service}' take {has.Bytes} bytes, and may take {options.MaxBytesOfOwner} "
                + "(Khronos:MaxBytesOfOwner). Send smaller payloads, or delete some.");
        }

        if (!_held.ContainsKey(owner) && ServicesOf(owner.User) is var services && services >= options.MaxServicesOfUser)
        {
            reasons.Add(
                $"{(owner.User is null ? "Those for whom the broker vouches as no user have" : $"The broker's user '{owner.User}' has")} "
                    + $"schedules as {services} services, "
                    + $"and may have them as {options.MaxServicesOfUser} (Khronos:MaxServicesOfUser). "
                    + "Give services users of their own, or raise it.");
        }

        if (before is null && _schedules >= options.MaxSchedules)
        {
            reasons.Add($"Khronos has {_schedules} schedules, and takes {options.MaxSchedules} (Khronos:MaxSchedules). Delete some.");
        }

        if (!isOwn && after.OwnedBy.Count > MaxOwnersOfOne)
        {
            reasons.Add(
                $"'{after.Name}' has {MaxOwnersOfOne} owners already. It ticks for everyone who listens, whether asked for again or not.");
        }

        if (reasons.Count > 0)
        {
            throw new ScheduleRefusedException(reasons);
        }
    }

    /// <summary>Takes ticks of a backfill into account.</summary>
    /// <exception cref="ScheduleRefusedException">The owner has had as many as it may within an hour.</exception>
    public void TakeBackfill(ScheduleOwner owner, int ticks)
    {
        var now = time.GetTimestamp();
        foreach (var (one, old) in _backfilled.Where(each => time.GetElapsedTime(each.Value.Since, now) >= BackfillWindow).ToArray())
        {
            _ = _backfilled.Remove(one);
        }

        var had = _backfilled.GetValueOrDefault(owner, new Backfilled(0, now));
        if (had.Ticks + ticks > options.MaxBackfillsOfOwner)
        {
            throw new ScheduleRefusedException(
                [$"'{owner.Service}' has had {had.Ticks} ticks again within an hour, "
                    + $"and may have {options.MaxBackfillsOfOwner} (Khronos:MaxBackfillsOfOwner). Ask for the rest later."]);
        }

        _backfilled[owner] = had with { Ticks = had.Ticks + ticks };
    }

    /// <summary>As how many services a user has schedules. Khronos' own are nobody's.</summary>
    private int ServicesOf(string? user) => _held.Keys.Count(each => each.User == user && each != ScheduleOwnership.Itself);

    private void Count(ScheduleDocument? document, int sign)
    {
        if (document is null)
        {
            return;
        }

        _schedules += sign;
        foreach (var owner in document.OwnedBy)
        {
            var has = _held.GetValueOrDefault(owner);
            var left = new Held(has.Schedules + sign, has.Bytes + (sign * BytesOf(document)));
            if (left.Schedules == 0)
            {
                _ = _held.Remove(owner);
            }
            else
            {
                _held[owner] = left;
            }
        }
    }

    private static long BytesOf(ScheduleDocument document) => PlainBytes + (document.Definition.Payload?.GetRawText().Length ?? 0);

    private readonly record struct Held(int Schedules, long Bytes);

    private readonly record struct Backfilled(int Ticks, long Since);
}
