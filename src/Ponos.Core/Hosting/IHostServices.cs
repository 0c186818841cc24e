using Microsoft.Extensions.DependencyInjection;
using Ponos.Handlers;

namespace Ponos;

/// <summary>What a catalog is given by a worker server, for a package that adds more to the host than handlers.</summary>
public interface IHostServices : ICatalogServices
{
    /// <summary>The host's services.</summary>
    IServiceCollection Services { get; }
}
