namespace Khronos.Schedules;

/// <summary>
/// Who may change a schedule: the service that put it, as the broker's user that it put it as. An interval is shared: every
/// service may ask for it, and none can change it for the others.
/// </summary>
internal static class ScheduleOwnership
{
    /// <summary>Owns the events that are published without being asked for.</summary>
    public const string Khronos = "khronos";

    /// <summary>The owner of that name.</summary>
    public static ScheduleOwner Itself { get; } = new(Khronos, null);

    /// <summary>Whether services that know nothing of each other have it together.</summary>
    public static bool IsShared(ScheduleDocument document) => document.ParsedName.Duration is not null;

    /// <summary>
    /// The owner that somebody who asks may act as. Where a user is known, only that user; where none is, whoever says the
    /// service's name, as nothing tells them apart.
    /// </summary>
    public static ScheduleOwner? OwnerFor(ScheduleDocument document, Asker by)
    {
        ScheduleOwner? unvouched = null;
        foreach (var owner in document.OwnedBy.Where(owner => owner.Service == by.Service))
        {
            if (by.IsOperator || owner.User == by.User)
            {
                return owner;
            }

            unvouched = owner.User is null ? owner : unvouched;
        }

        return unvouched;
    }

    /// <returns>The owner that is acted as.</returns>
    /// <exception cref="ScheduleRefusedException">It belongs to others.</exception>
    public static ScheduleOwner Require(ScheduleDocument document, Asker by)
    {
        if (OwnerFor(document, by) is { } owner)
        {
            return owner;
        }

        throw new ScheduleRefusedException([document.Owners.Contains(by.Service)
            ? $"'{document.Name}' belongs to {by.Service} as another user of the broker, "
                + $"and this task came {(by.User is null ? "without a user that the broker vouches for" : $"as '{by.User}'")}. "
                + "Publish it as the user that put the schedule; users that may act for every service are named in Khronos:Operators."
            : $"'{document.Name}' belongs to {string.Join(", ", document.Owners)}, "
                + $"and '{by.Service}' cannot change it. Choose another name."]);
    }

    /// <returns>The owner that is acted as.</returns>
    /// <exception cref="ScheduleRefusedException">It belongs to others, or to others as well.</exception>
    public static ScheduleOwner RequireAlone(ScheduleDocument document, Asker by)
    {
        if (IsShared(document))
        {
            throw new ScheduleRefusedException(
                [$"'{document.Name}' is an interval that services share: nobody can pause it or fire it for the others. "
                    + "Put a schedule with a name of your own."]);
        }

        return Require(document, by);
    }

    /// <summary>
    /// A schedule that is put again. One that is shared has one owner more. What nobody vouched for is from then on the user's
    /// that puts it: schedules that were kept before users were known, or that an operator put for a service.
    /// </summary>
    public static ScheduleDocument PutBy(ScheduleDocument document, Asker by)
    {
        var own = OwnerFor(document, by);
        var next = by.AsOwner;
        return own == next || (own is not null && next.User is null) ? document
            : own is { } unvouched ? document.WithOwners(document.OwnedBy.Select(owner => owner == unvouched ? next : owner))
            : With(document, next);
    }

    public static ScheduleDocument With(ScheduleDocument document, ScheduleOwner owner) =>
        document.WithOwners([.. document.OwnedBy, owner]);

    public static ScheduleDocument Without(ScheduleDocument document, ScheduleOwner owner) =>
        document.WithOwners(document.OwnedBy.Where(each => each != owner));
}
