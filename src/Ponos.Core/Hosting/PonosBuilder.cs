using Microsoft.Extensions.DependencyInjection;

namespace Ponos;

/// <summary>Adds to one service what its catalogue does not hold.</summary>
public sealed class PonosBuilder
{
    internal PonosBuilder(IServiceCollection services, string service)
    {
        Services = services;
        Service = service;
    }

    /// <summary>The host's services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>The service's name.</summary>
    public string Service { get; }
}
