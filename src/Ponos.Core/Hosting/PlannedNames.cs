using Ponos.Topology;

namespace Ponos.Hosting;

/// <summary>All names that the services of a host would use on the broker.</summary>
internal static class PlannedNames
{
    /// <summary>Checks them together: services of one process are the ones whose names can be known.</summary>
    /// <exception cref="InvalidOperationException">
    /// A name has two owners, is somebody else's, or is too long; the message names all of them.
    /// </exception>
    public static void Check(IReadOnlyCollection<ServiceRegistration> services)
    {
        var handled = services.SelectMany(service => service.Handlers.Select(handler =>
            new PlannedJob(handler.Kind, service.Name, handler.Name, handler.HandlerName)
            {
                Broadcast = handler.Settings.Broadcast == true,
            }));
        var published = services.SelectMany(service => service.Contracts
            .Where(contract => contract.Kind == JobKind.Task)
            .Select(contract => new PlannedJob(JobKind.Task, contract.Service ?? service.Name, contract.Name, Handler: null)));
        var events = services.SelectMany(
            service => service.Contracts.Where(contract => contract.Kind == JobKind.Event).Select(contract => contract.Name)
                .Concat(service.Handlers.Where(handler => handler.Kind == JobKind.Event).Select(handler => handler.Name)));
        var faults = NameCheck.Faults(handled.Concat(published), events);
        if (faults.Count > 0)
        {
            throw new InvalidOperationException(string.Join(Environment.NewLine, faults));
        }
    }
}
