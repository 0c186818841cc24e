namespace Khronos.Schedules;

/// <summary>
/// Who may change a schedule: the service that put it. An interval is shared: every service may ask for it, and none can
/// change it for the others.
/// </summary>
internal static class ScheduleOwnership
{
    /// <summary>Owns the events that are published without being asked for.</summary>
    public const string Khronos = "khronos";

    /// <summary>Whether services that know nothing of each other have it together.</summary>
    public static bool IsShared(ScheduleDocument document) => document.ParsedName.Duration is not null;

    /// <exception cref="ScheduleRefusedException">It belongs to others.</exception>
    public static void Require(ScheduleDocument document, string by)
    {
        if (!document.Owners.Contains(by))
        {
            throw new ScheduleRefusedException([$"'{document.Name}' belongs to {string.Join(", ", document.Owners)}, and '{by}' cannot change it. Choose another name."]);
        }
    }

    /// <exception cref="ScheduleRefusedException">It belongs to others, or to others as well.</exception>
    public static void RequireAlone(ScheduleDocument document, string by)
    {
        if (IsShared(document))
        {
            throw new ScheduleRefusedException([$"'{document.Name}' is an interval that services share: nobody can pause it or fire it for the others. Put a schedule with a name of your own."]);
        }

        Require(document, by);
    }

    public static ScheduleDocument With(ScheduleDocument document, string owner) => document with { Owners = [.. document.Owners, owner] };

    public static ScheduleDocument Without(ScheduleDocument document, string owner) =>
        document with { Owners = [.. document.Owners.Where(each => each != owner)] };
}
