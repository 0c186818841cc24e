namespace Khronos.Schedules;

/// <summary>Who asks for a change of a schedule.</summary>
/// <param name="Service">The service in whose name it is asked (<c>app_id</c>).</param>
/// <param name="User">The broker's user that asked, where the broker vouches for one.</param>
/// <param name="IsOperator">Whether this user may act in the name of any service.</param>
internal sealed record Asker(string Service, string? User = null, bool IsOperator = false)
{
    /// <summary>
    /// What it has of its own. An operator has nothing: what he puts belongs to the service, whoever that will turn out to be.
    /// </summary>
    public ScheduleOwner AsOwner => new(Service, IsOperator ? null : User);
}
