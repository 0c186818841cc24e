using System.Diagnostics.CodeAnalysis;
using Khronos.Naming;

namespace Khronos.Schedules;

/// <summary>A schedule as it is kept: what was asked for, by whom, and since when.</summary>
internal sealed record ScheduleDocument
{
    /// <summary>What was asked for, every part in its canonical form.</summary>
    public required PutSchedule Definition { get; init; }

    /// <summary>The services that asked for it; more than one only where it is shared.</summary>
    public required IReadOnlyList<string> Owners { get; init; }

    /// <summary>
    /// The broker's users that services asked as, by service; <see langword="null"/> among them for nobody that was known, and
    /// that alone for a service that is not named.
    /// </summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, IReadOnlyList<string?>>? Users { get; init; }

    /// <summary>When it was put as it is; a cron expression counts its sequence from here.</summary>
    public required DateTimeOffset PutAt { get; init; }

    /// <summary>Instants count from here on: when it was put or last resumed.</summary>
    public required DateTimeOffset ActiveFrom { get; init; }

    public bool IsPaused { get; init; }

    /// <summary>What a newer Khronos wrote and this one does not know, kept for it.</summary>
    [System.Text.Json.Serialization.JsonExtensionData]
    public Dictionary<string, System.Text.Json.JsonElement>? Unknown { get; set; }

    /// <summary>Services and users together: each that has it.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IReadOnlyList<ScheduleOwner> OwnedBy => Users is null
        ? [.. Owners.Select(service => new ScheduleOwner(service, null))]
        : [.. Owners.SelectMany(service => (Users.GetValueOrDefault(service) ?? [null]).Select(user => new ScheduleOwner(service, user)))];

    [System.Text.Json.Serialization.JsonIgnore]
    public string Name => Definition.Name!;

    [System.Text.Json.Serialization.JsonIgnore]
    public ScheduleName ParsedName =>
        ScheduleName.TryParse(Name, out var name) ? name : throw new FormatException($"'{Name}' was kept and is no name of a schedule.");

    /// <summary>This document, which may have come from anywhere.</summary>
    /// <exception cref="FormatException">It is not that of a schedule.</exception>
    public ScheduleDocument Checked(string name) =>
        Definition is null || Owners is null || Owners.Contains(null) || Users?.Values.Any(users => users is not { Count: > 0 }) == true
            || Definition.Name != name || !ScheduleName.TryParse(name, out _)
            ? throw new FormatException($"It is not the document of a schedule '{name}'.")
            : this;

    /// <summary>Whether nothing of it will ever come, where all up to a time is published.</summary>
    public bool IsOver(DateTimeOffset done) =>
        this is { IsPaused: false, Definition: { At: not null } or { EndsAt: not null } }
        && TryToSchedule(out var schedule, out _)
        && schedule.Next(done - schedule.Jitter) is null;

    /// <summary>This document with others that have it.</summary>
    public ScheduleDocument WithOwners(IEnumerable<ScheduleOwner> owners)
    {
        var services = owners.GroupBy(owner => owner.Service, owner => owner.User, StringComparer.Ordinal).ToArray();
        var users = services.Where(service => service.Any(user => user is not null))
            .ToDictionary(service => service.Key, IReadOnlyList<string?> (service) => [.. service], StringComparer.Ordinal);
        return this with { Owners = [.. services.Select(service => service.Key)], Users = users.Count == 0 ? null : users };
    }

    public Schedule ToSchedule() =>
        ScheduleDefinition.Compile(Definition) with { ActiveFrom = ActiveFrom, Anchor = PutAt, IsPaused = IsPaused };

    /// <summary>As <see cref="ToSchedule"/>; without a schedule, the reason why it cannot be in force here.</summary>
    public bool TryToSchedule([NotNullWhen(true)] out Schedule? schedule, [NotNullWhen(false)] out string? reason)
    {
        try
        {
            (schedule, reason) = (ToSchedule(), null);
            return true;
        }
        catch (Exception exception)
        {
            (schedule, reason) = (null, exception.Message);
            return false;
        }
    }
}
