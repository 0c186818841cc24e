using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Ponos.Handlers;

namespace Ponos.Hosting;

/// <summary>
/// Finds out before the start what no attempt could be given: a service that a handler takes, or that what it takes is made
/// of. Asks only for what is registered; nothing is created.
/// </summary>
internal sealed class DependencyCheck
{
    private readonly ILookup<(Type, object?), ServiceDescriptor> _registered;
    private readonly IServiceProviderIsKeyedService _known;
    private readonly Dictionary<HandlerDependency, string?> _answers = [];

    private DependencyCheck(IServiceCollection services, IServiceProviderIsKeyedService known)
    {
        _registered = services.ToLookup(service => (service.ServiceType, service.ServiceKey));
        _known = known;
    }

    /// <summary>Checks all handlers of a service.</summary>
    /// <exception cref="InvalidOperationException">
    /// Something is not registered; the message names every handler and what it lacks.
    /// </exception>
    public static void Require(IServiceProvider provider, ServiceRegistration registration, IEnumerable<HandlerDescriptor> handlers)
    {
        // A container that cannot say what it knows is believed.
        if (provider.GetService<IServiceProviderIsService>() is not IServiceProviderIsKeyedService known)
        {
            return;
        }

        var check = new DependencyCheck(registration.Services, known);
        var faults = handlers
            .SelectMany(handler => handler.Dependencies, (handler, dependency) => (handler, lacks: check.Lack(dependency)))
            .Where(found => found.lacks is not null)
            .Select(found => $"{found.handler.HandlerName} of '{found.handler.Name}' needs {found.lacks}")
            .Distinct()
            .ToArray();
        if (faults.Length > 0)
        {
            throw new InvalidOperationException(
                $"The service '{registration.Name}' has handlers that could never run. "
                + $"Register what they need:{Environment.NewLine}  {string.Join(Environment.NewLine + "  ", faults)}");
        }
    }

    /// <summary>What is not registered, and who needs it; or <see langword="null"/> where nothing is missing.</summary>
    private string? Lack(HandlerDependency dependency)
    {
        if (!_answers.TryGetValue(dependency, out var lack))
        {
            // Two that need each other are another fault, which DI names itself.
            _answers[dependency] = null;
            _answers[dependency] = lack = IsKnown(dependency) ? LackOfMaking(dependency) : $"{dependency}, which is not registered";
        }

        return lack;
    }

    private bool IsKnown(HandlerDependency dependency) =>
        dependency.Key is null ? _known.IsService(dependency.Type) : _known.IsKeyedService(dependency.Type, dependency.Key);

    /// <summary>
    /// A registration by type is made by the constructor that DI can fill; by a factory or an instance, nobody can look inside.
    /// </summary>
    private string? LackOfMaking(HandlerDependency dependency)
    {
        var made = _registered[(dependency.Type, dependency.Key)].LastOrDefault();
        var type = made is null ? null : made.IsKeyedService ? made.KeyedImplementationType : made.ImplementationType;
        return type is null || type.IsGenericTypeDefinition ? null : LackOfConstructors(type);
    }

    private string? LackOfConstructors([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type type)
    {
        string? least = null;
        foreach (var constructor in type.GetConstructors().OrderByDescending(constructor => constructor.GetParameters().Length))
        {
            var lacks = constructor.GetParameters().Select(Lack).OfType<string>().ToArray();
            if (lacks.Length == 0)
            {
                return null;
            }

            least ??= string.Join(", ", lacks);
        }

        return least is null ? null : $"{type}, which needs {least}";
    }

    private string? Lack(ParameterInfo parameter)
    {
        if (parameter.HasDefaultValue || parameter.GetCustomAttribute<ServiceKeyAttribute>() is not null)
        {
            return null;
        }

        return parameter.GetCustomAttribute<FromKeyedServicesAttribute>() is { } keyed
            // Without a key of its own it inherits the one that its class is asked for with, which DI alone knows.
            ? keyed.LookupMode == ServiceKeyLookupMode.ExplicitKey ? Lack(new HandlerDependency(parameter.ParameterType, keyed.Key)) : null
            : Lack(new HandlerDependency(parameter.ParameterType));
    }
}
