namespace Khronos.Tests.Support;

/// <summary>The time zones of this machine, and when their clocks are changed.</summary>
internal static class SystemZones
{
    private const string Database = "/usr/share/zoneinfo";

    /// <summary>Those that .NET lists, and where the database is at hand its other names as well.</summary>
    public static IEnumerable<TimeZoneInfo> All()
    {
        var listed = TimeZoneInfo.GetSystemTimeZones().Select(zone => zone.Id);
        var files = Directory.Exists(Database)
            ? Directory.EnumerateFiles(Database, "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(Database, file))
                .Where(IsZone)
            : [];
        return listed.Union(files, StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(TimeZoneInfo.FindSystemTimeZoneById);
    }

    /// <summary>The first instants with another offset, to the minute.</summary>
    public static IEnumerable<DateTimeOffset> ChangesOf(TimeZoneInfo zone, DateTimeOffset from, DateTimeOffset to)
    {
        for (var day = from; day < to; day = day.AddDays(1))
        {
            if (zone.GetUtcOffset(day) != zone.GetUtcOffset(day.AddDays(1)))
            {
                for (var minute = day; minute <= day.AddDays(1); minute = minute.AddMinutes(1))
                {
                    if (zone.GetUtcOffset(minute) != zone.GetUtcOffset(minute.AddMinutes(-1)))
                    {
                        yield return minute;
                    }
                }
            }
        }
    }

    private static bool IsZone(string name) =>
        !name.Contains('.', StringComparison.Ordinal)
        && char.IsAsciiLetterUpper(name[0])
        && name is not "Factory"
        && !name.StartsWith("SystemV", StringComparison.Ordinal);
}
