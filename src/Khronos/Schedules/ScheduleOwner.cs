namespace Khronos.Schedules;

/// <summary>
/// Who has a schedule: a service, by the name that it gives itself, and the broker's user that it publishes as, where the
/// broker vouched for one.
/// </summary>
/// <param name="Service">The service (<c>app_id</c>).</param>
/// <param name="User">The user (<c>user_id</c>); <see langword="null"/> where nobody vouches, so that the name alone counts.</param>
internal readonly record struct ScheduleOwner(string Service, string? User);
