using Ponos.Handlers;
using Ponos.Topology;

namespace Ponos.Delivery;

/// <summary>
/// The name of a job. A handler of a task or of one event knows it; to one that listens to a pattern it is what the job was
/// routed by, and no stranger's word. Only our own copies, which go straight to the queue, carry it in their type.
/// </summary>
internal static class EventName
{
    /// <summary>The name; of a job that says none that can be its, something to call it by.</summary>
    public static string Of(Transport.Delivery delivery, HandlerDescriptor handler) =>
        handler.IsPattern ? Claimed(delivery) is { } name && JobName.IsName(name) ? name : handler.Name : handler.Name;

    /// <summary>Why the name is not the job's; <see langword="null"/> for nearly every job.</summary>
    public static ContractViolation? Defect(Transport.Delivery delivery, HandlerDescriptor handler)
    {
        if (!handler.IsPattern)
        {
            return null;
        }

        var name = Claimed(delivery);
        return name is null || !JobName.IsName(name) || !TopicPattern.Matches(handler.Name, name)
                ? new ContractViolation("", "name", $"must come by the name of an event that '{handler.Name}' matches")
            : delivery.Name is { } type && type != name
                ? new ContractViolation("", "name", "must not call itself otherwise (type) than it was routed by")
            : null;
    }

    private static string? Claimed(Transport.Delivery delivery) =>
        delivery.Exchange.Length == 0 ? delivery.Name
        : delivery.RoutingKey.Length > 0 ? delivery.RoutingKey
        : delivery.Exchange;
}
