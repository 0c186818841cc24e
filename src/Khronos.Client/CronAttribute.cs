namespace Khronos;

/// <summary>
/// On a handler's method: runs it by a cron expression. The service puts the schedule at its start and listens to its
/// event; nothing else is to be edited anywhere.
/// </summary>
/// <param name="expression">Five fields, or six with seconds first; <c>H</c> is a value that depends on the schedule's name.</param>
/// <param name="timeZone">The IANA time zone that it is read in.</param>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class CronAttribute(string expression, string timeZone = "UTC") : Attribute
{
    /// <summary>The cron expression.</summary>
    public string Expression { get; } = expression;

    /// <summary>The IANA time zone that it is read in.</summary>
    /// <value>Default: <c>UTC</c>.</value>
    public string TimeZone { get; } = timeZone;

    /// <summary>The schedule's name. Default: <see langword="null"/>, for one made of the service's and the method's names.</summary>
    public string? Name { get; set; }

    /// <summary>What becomes of ticks whose time came while nobody could fire them. Default: <see cref="CatchUp.Latest"/>.</summary>
    public CatchUp CatchUp { get; set; }
}
