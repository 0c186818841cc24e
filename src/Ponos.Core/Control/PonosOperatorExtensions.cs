using Microsoft.Extensions.DependencyInjection;
using Ponos.Control;

namespace Ponos;

/// <summary>Adds an operator to a host.</summary>
public static class PonosOperatorExtensions
{
    /// <summary>
    /// Adds an <see cref="IOperator"/> on the broker that the host's configuration names, as it does for services
    /// (<c>ConnectionStrings:RabbitMq</c> or <c>RABBITMQ_HOSTNAME</c> and its like); on the host's embedded broker where its
    /// services run on that. It connects when it is first used, and needs no service in the host.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Sets options.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddPonosOperator(this IServiceCollection services, Action<OperatorOptions>? configure = null) =>
        throw new NotImplementedException();
}
