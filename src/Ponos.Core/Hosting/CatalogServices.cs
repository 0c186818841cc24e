using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Ponos.Handlers;

namespace Ponos.Hosting;

/// <summary>Puts what a catalog needs into the host's services.</summary>
internal sealed class CatalogServices(IServiceCollection services) : IHostServices
{
    public IServiceCollection Services => services;

    public void AddHandlers<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandlers>()
        where THandlers : class => services.TryAddScoped<THandlers>();
}
