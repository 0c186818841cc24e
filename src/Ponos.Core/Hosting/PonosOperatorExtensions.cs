using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Ponos.Control;
using Ponos.Diagnostics;
using Ponos.Hosting;

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
    public static IServiceCollection AddPonosOperator(this IServiceCollection services, Action<OperatorOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = services.AddOptions<OperatorOptions>()
            .Validate(static one => !string.IsNullOrWhiteSpace(one.Name), "OperatorOptions.Name is empty: say who acts.")
            .Validate(
                static one => one.AnswerTime >= TimeSpan.FromMilliseconds(50) && one.AnswerTime <= TimeSpan.FromMinutes(1),
                "OperatorOptions.AnswerTime is from 50 ms to 1 minute.");
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<TransportChoice>();
        services.TryAddSingleton(static provider => OperatorRegistration.LineOf(provider));
        services.TryAddSingleton<IOperator>(static provider =>
            new BrokerOperator(
                provider.GetRequiredService<OperatorLine>(), provider.GetRequiredService<IOptions<OperatorOptions>>().Value.Name));
        return services;
    }
}
