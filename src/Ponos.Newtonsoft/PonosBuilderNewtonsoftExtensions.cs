using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Ponos.Contracts;
using Ponos.Newtonsoft;
using Ponos.Newtonsoft.Serialization;
using Ponos.Newtonsoft.Validation;

namespace Ponos;

/// <summary>Newtonsoft.Json for a service.</summary>
public static class PonosBuilderNewtonsoftExtensions
{
    /// <summary>
    /// Writes and reads the service's jobs with Newtonsoft.Json (handlers may take a <c>JObject</c>, and converters apply),
    /// and enforces their contracts with Newtonsoft.Json.Schema.
    /// </summary>
    /// <remarks>
    /// <para>The schema of a record is generated from what Newtonsoft.Json would write: its names, converters and attributes.
    /// A property whose type has a converter of its own admits any value there.</para>
    /// <para>The start fails without a licence key, and where a schema asks for what Newtonsoft.Json.Schema does not enforce.</para>
    /// </remarks>
    /// <param name="builder">The service.</param>
    /// <param name="configure">Sets the licence key and the serializer's settings.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="InvalidOperationException">The service's serializer was chosen already.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The pattern's time is out of its range.</exception>
    public static PonosBuilder UseNewtonsoft(this PonosBuilder builder, Action<NewtonsoftOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new NewtonsoftOptions();
        configure?.Invoke(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.RegexMatchTimeout, TimeSpan.FromMilliseconds(1), nameof(configure));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.RegexMatchTimeout, TimeSpan.FromMinutes(1), nameof(configure));
        return builder.UseJson(provider => Create(provider, builder.Service, options));
    }

    private static JobJson Create(IServiceProvider provider, string service, NewtonsoftOptions options)
    {
        var serializer = new NewtonsoftSerializer(SafeSettings.From(options.Settings));
        if (options.KeepPonosValidator)
        {
            return new JobJson(serializer, new CompiledContracts());
        }

        return new JobJson(serializer, new NewtonsoftContracts(options.RegexMatchTimeout))
        {
            OnStart = () =>
                ValidationLicense.Require(options, service, provider.GetRequiredService<ILoggerFactory>().CreateLogger("Ponos." + service)),
        };
    }
}
