using Microsoft.Extensions.DependencyInjection;

namespace Ponos.Generators.Tests.Support;

/// <summary>A scope of services that holds what it is given, by type and key.</summary>
internal sealed class SampleServices : IKeyedServiceProvider
{
    private readonly Dictionary<(Type Type, object? Key), object> _services = [];

    public SampleServices AddAs(Type type, object service, object? key = null)
    {
        _services.Add((type, key), service);
        return this;
    }

    public SampleServices Add<T>(T service, object? key = null)
        where T : notnull => AddAs(typeof(T), service, key);

    public object? GetService(Type serviceType) => GetKeyedService(serviceType, null);

    public object? GetKeyedService(Type serviceType, object? serviceKey) =>
        _services.GetValueOrDefault((serviceType, serviceKey));

    public object GetRequiredKeyedService(Type serviceType, object? serviceKey) =>
        GetKeyedService(serviceType, serviceKey)
        ?? throw new InvalidOperationException($"No {serviceType} under the key {serviceKey}.");
}
