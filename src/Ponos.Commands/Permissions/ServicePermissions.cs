using Ponos.Contracts;

namespace Ponos.Commands.Permissions;

/// <summary>
/// The least that a service needs on its broker: RabbitMQ's three expressions. The table in docs/security.md says the same.
/// </summary>
/// <param name="Role">The role, as that table calls it.</param>
/// <param name="Configure">What it may declare and delete.</param>
/// <param name="Write">What it may publish to and bind.</param>
/// <param name="Read">What it may consume and bind from.</param>
internal sealed record ServicePermissions(string Role, string Configure, string Write, string Read)
{
    public const string ServiceWord = "SERVICE";
    public const string EventsWord = "EVENTS";
    public const string SentWord = "SENT";
    public const string DelaysWord = "DELAYS";

    private const string Nothing = "^$";

    /// <summary>The roles, in terms of the service and its events.</summary>
    public static IReadOnlyList<ServicePermissions> Roles { get; } =
    [
        new(
            "worker",
            @"^(SERVICE\..*|EVENTS|DELAYS\..*|ponos\.(events|journal|operation\.performed|control(\..*)?))$",
            @"^(amq\.default|SERVICE\..*|SENT|DELAYS\..*|ponos\.(events|control\.answers|control\.SERVICE\..*))$",
            @"^(SERVICE\..*|EVENTS|DELAYS\..*|ponos\.(events|operation\.performed|control(\..*)?))$"),
        new("worker, passive", Nothing, @"^(amq\.default|SENT|DELAYS\..*)$", @"^SERVICE\..*$"),
        new("publisher, passive", Nothing, @"^(amq\.default|SENT|DELAYS\..*)$", Nothing),
    ];

    /// <summary>What a service needs.</summary>
    /// <param name="service">The service.</param>
    /// <param name="passive">Whether it runs with <c>Ponos:Declare = Passive</c>.</param>
    public static ServicePermissions Of(ServiceDescription service, bool passive)
    {
        var handles = service.Jobs.Any(job => job.Queue is not null);
        var role = Roles.Single(role => role.Role == (!passive ? "worker" : handles ? "worker, passive" : "publisher, passive"));
        return role with
        {
            Configure = Filled(role.Configure, service),
            Write = Filled(role.Write, service),
            Read = Filled(role.Read, service),
        };
    }

    private static string Filled(string expression, ServiceDescription service)
    {
        var events = service.Jobs.Where(job => job is { Kind: JobKind.Event, IsPattern: false }).ToArray();
        return Listed(Listed(expression, EventsWord, events), SentWord, events.Where(job => job.SentTo is not null))
            .Replace(DelaysWord, Escaped(service.DelayPrefix), StringComparison.Ordinal)
            .Replace(ServiceWord, Escaped(service.Name), StringComparison.Ordinal);
    }

    /// <summary>Names in place of their word; without any the word goes with its bar.</summary>
    private static string Listed(string expression, string word, IEnumerable<JobDescription> events)
    {
        var names = events.Select(job => Escaped(job.Name)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        return expression.Replace(names.Length == 0 ? word + "|" : word, string.Join('|', names), StringComparison.Ordinal);
    }

    /// <summary>Of what a name may hold, only the dot means something to the expression.</summary>
    private static string Escaped(string name) => name.Replace(".", @"\.", StringComparison.Ordinal);
}
