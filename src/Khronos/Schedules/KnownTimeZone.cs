namespace Khronos.Schedules;

/// <summary>Time zones by the names that tzdata gives them, the same on every machine and in every run.</summary>
internal static class KnownTimeZone
{
    /// <summary>These are the machine's own, or count leap seconds.</summary>
    private static readonly string[] NoZones = ["localtime", "posixrules", "Factory", "right/", "posix/"];

    /// <summary>The zone of a canonical name.</summary>
    /// <exception cref="TimeZoneNotFoundException">It is not known here, or it cannot be read.</exception>
    public static TimeZoneInfo Of(string id)
    {
        if (NoZones.Any(none => id.StartsWith(none, StringComparison.OrdinalIgnoreCase)))
        {
            throw NotFound(id, null);
        }

        try
        {
            // What it was asked for before, in letters of another case, it finds again.
            var zone = TimeZoneInfo.FindSystemTimeZoneById(id);
            return zone.Id == id ? zone : throw NotFound(id, null);
        }
        catch (Exception exception) when (exception is not TimeZoneNotFoundException)
        {
            // Such as a folder of zones, "Europe", or a file beside them that is none.
            throw NotFound(id, exception);
        }
    }

    /// <summary>The canonical name: letters in the case that tzdata has them in, and the IANA name of one of Windows.</summary>
    public static string Canonical(string id)
    {
        id = id.Trim();
        if (TimeZoneInfo.TryConvertWindowsIdToIanaId(id, out var iana))
        {
            return iana;
        }

        // Names of former times are not in the list.
        return TimeZoneInfo.GetSystemTimeZones(skipSorting: true)
            .FirstOrDefault(zone => zone.Id.Equals(id, StringComparison.OrdinalIgnoreCase))?.Id ?? id;
    }

    private static TimeZoneNotFoundException NotFound(string id, Exception? cause) =>
        new($"The time zone '{id}' is not known to this Khronos.", cause);
}
