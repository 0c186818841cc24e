using Microsoft.Extensions.DependencyInjection;
using Ponos.Hosting;

namespace Ponos;

/// <summary>Chooses the broker of a service in code.</summary>
public static class RabbitMqBuilderExtensions
{
    /// <summary>Runs the service on RabbitMQ, whatever the configuration says.</summary>
    /// <param name="builder">The service.</param>
    /// <param name="uri">
    /// Where it is: <c>amqp://user:password@host1:5672,host2:5672/vhost</c>, or <c>amqps://</c> for TLS; user, password
    /// and virtual host percent-encoded.
    /// </param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException">The URI is empty or cannot be read.</exception>
#pragma warning disable CA1054 // Several hosts in one URI are AMQP's habit; System.Uri cannot hold them.
    public static PonosBuilder UseRabbitMq(this PonosBuilder builder, string uri)
#pragma warning restore CA1054
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(uri);
        var fill = TransportChoice.ReadUri(uri);
        return builder.UseRabbitMq(fill);
    }

    /// <summary>Runs the service on RabbitMQ, and sets in code what the configuration does not say, or says otherwise.</summary>
    /// <param name="builder">The service.</param>
    /// <param name="configure">
    /// Sets options; they hold already what the configuration says. They are checked when the service starts.
    /// </param>
    /// <returns>The builder.</returns>
    public static PonosBuilder UseRabbitMq(this PonosBuilder builder, Action<RabbitMqOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.Configure(builder.Service, configure);
        return builder.Configure(static options => options.Broker = BrokerChoice.RabbitMq);
    }
}
