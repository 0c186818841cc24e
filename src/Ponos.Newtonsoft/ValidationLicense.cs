using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Schema;

namespace Ponos.Newtonsoft;

/// <summary>Whether Newtonsoft.Json.Schema may be used: with a key, or within its free quota where that was allowed.</summary>
internal static partial class ValidationLicense
{
    /// <summary>Registers the key.</summary>
    /// <exception cref="InvalidOperationException">There is no key and the quota was not allowed, or the key is not accepted.</exception>
    public static void Require(NewtonsoftOptions options, string service, ILogger log)
    {
        if (options.LicenseKey is { } key)
        {
            Register(key, service);
        }
        else if (!License.HasRegisteredLicense())
        {
            if (!options.AllowFreeQuota)
            {
                throw new InvalidOperationException(
                    $"The service '{service}' validates with Newtonsoft.Json.Schema and has no licence key: " +
                    "after 1000 jobs in an hour it would stand still. " +
                    "Set LicenseKey in UseNewtonsoft; or KeepPonosValidator, which needs none; or AllowFreeQuota, to live with the limit.");
            }

            log.FreeQuota(service);
        }
    }

    private static void Register(string key, string service)
    {
        try
        {
            License.RegisterLicense(key);
        }
        catch (Exception exception)
        {
            // Whatever it throws on a text that is no key; the key itself stays out of the message.
            throw new InvalidOperationException(
                $"Newtonsoft.Json.Schema does not accept the licence key of the service '{service}': {exception.Message}", exception);
        }
    }

    [LoggerMessage(60, LogLevel.Warning,
        "Service {Service} has NO LICENCE KEY for Newtonsoft.Json.Schema: this process judges 1000 jobs an hour, published and handled; "
        + "then its queues stand still and publishing fails until the hour has passed. Not for production")]
    private static partial void FreeQuota(this ILogger log, string service);
}
