using Ponos.Contracts;

namespace Ponos.Commands.Permissions;

/// <summary>The least that a service needs on its broker: RabbitMQ's three expressions. The table in docs/security.md says the same.</summary>
/// <param name="Role">The role, as that table calls it.</param>
/// <param name="Configure">What it may declare and delete.</param>
/// <param name="Write">What it may publish to and bind.</param>
/// <param name="Read">What it may consume and bind from.</param>
internal sealed record ServicePermissions(string Role, string Configure, string Write, string Read)
{
    public const string ServiceWord = "SERVICE";
    public const string EventsWord = "EVENTS";

    private const string Nothing = "^$";

    /// <summary>The roles, in terms of the service and its events.</summary>
    public static IReadOnlyList<ServicePermissions> Roles { get; } =
    [
        new(
            "worker",
            @"^(SERVICE\..*|EVENTS|ponos\..*)$",
            @"^(amq\.default|SERVICE\..*|EVENTS|ponos\.(events|delay\..*|control\.answers|control\.SERVICE\..*))$",
            @"^(SERVICE\..*|EVENTS|ponos\..*)$"),
        new("worker, passive", Nothing, @"^(amq\.default|EVENTS|ponos\.delay\..*)$", @"^SERVICE\..*$"),
        new("publisher, passive", Nothing, @"^(amq\.default|EVENTS|ponos\.delay\..*)$", Nothing),
    ];

    /// <summary>What a service needs.</summary>
    /// <param name="service">The service.</param>
    /// <param name="passive">Whether it runs with <c>Ponos:Declare = Passive</c>.</param>
    public static ServicePermissions Of(ServiceDescription service, bool passive)
    {
        var handles = service.Jobs.Any(job => job.Queue is not null);
        var role = Roles.Single(role => role.Role == (!passive ? "worker" : handles ? "worker, passive" : "publisher, passive"));
        var events = service.Jobs.Where(job => job is { Kind: JobKind.Event, IsPattern: false })
            .Select(job => Escaped(job.Name)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        return role with
        {
            Configure = Filled(role.Configure, service.Name, events),
            Write = Filled(role.Write, service.Name, events),
            Read = Filled(role.Read, service.Name, events),
        };
    }

    private static string Filled(string expression, string service, string[] events) => expression
        .Replace(events.Length == 0 ? EventsWord + "|" : EventsWord, string.Join('|', events), StringComparison.Ordinal)
        .Replace(ServiceWord, Escaped(service), StringComparison.Ordinal);

    /// <summary>Of what a name may hold, only the dot means something to the expression.</summary>
    private static string Escaped(string name) => name.Replace(".", @"\.", StringComparison.Ordinal);
}
