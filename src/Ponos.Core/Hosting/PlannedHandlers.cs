using Ponos.Handlers;
using Ponos.Hosting.Settings;

namespace Ponos.Hosting;

/// <summary>
/// The handlers of a service with everything that is said of them: attributes and mapping, and above them the service's options.
/// </summary>
internal static class PlannedHandlers
{
    /// <summary>Plans.</summary>
    /// <exception cref="InvalidOperationException">
    /// The options name a handler that is not there, or a setting is out of its range.
    /// </exception>
    public static IReadOnlyList<HandlerDescriptor> Of(ServiceRegistration registration, PonosOptions options)
    {
        var names = registration.Handlers.ConvertAll(handler => handler.Name);
        foreach (var name in options.Handlers.Keys.Where(name => !names.Contains(name, StringComparer.OrdinalIgnoreCase)))
        {
            throw new InvalidOperationException(
                $"Ponos:Services:{registration.Name}:Handlers:{name}: " +
                $"the service '{registration.Name}' has no handler for '{name}'.{NearName.Ask(name, names)} " +
                $"It has handlers for: {(names.Count == 0 ? "nothing" : string.Join(", ", names))}.");
        }

        foreach (var name in options.Retired.Where(names.Contains))
        {
            throw new InvalidOperationException(
                $"Ponos:Services:{registration.Name}:Retired names '{name}', which the service '{registration.Name}' handles. "
                + "Take it out of the list, or the handler away.");
        }

        var handlers = registration.Handlers.ConvertAll(handler =>
            options.Handlers.TryGetValue(handler.Name, out var upper)
                ? handler.With(HandlerSettingTable.Lay(upper, handler.Settings))
                : handler);
        var faults = handlers
            .SelectMany(handler => HandlerSettingTable.Faults(handler.Settings, handler.Kind, options.QueueType)
                .Select(fault => Text(registration, handler, fault)))
            .ToArray();
        return faults.Length == 0 ? handlers : throw new InvalidOperationException(string.Join(Environment.NewLine, faults));
    }

    private static string Text(ServiceRegistration registration, HandlerDescriptor handler, string fault) =>
        $"Handler {handler.HandlerName} of '{handler.Name}' in the service '{registration.Name}': {fault}.";
}
