using System.Globalization;
using System.Net;
using StackExchange.Redis;

namespace Ponos.Redis.Connecting;

/// <summary>Where Redis is, as people write it: StackExchange.Redis's own form, or the URI that other clients take.</summary>
internal static class ConnectionText
{
    private const string Rule = "The connection to Redis cannot be read; write host:port, with StackExchange.Redis's options behind it, " +
        "or redis://user:password@host:port/database.";

    /// <summary>Reads.</summary>
    /// <exception cref="FormatException">It cannot be read; the message repeats none of it.</exception>
    public static ConfigurationOptions Read(string text)
    {
        ConfigurationOptions options;
        try
        {
            options = text.Contains("://", StringComparison.Ordinal) ? OfUri(text) : ConfigurationOptions.Parse(text);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or OverflowException)
        {
            // Without the exception, whose text may hold a password.
            throw new FormatException(Rule);
        }

        return options.EndPoints.Count > 0 ? options : throw new FormatException(Rule);
    }

    /// <summary>An address for people.</summary>
    public static string Write(EndPoint address) =>
        address is DnsEndPoint named ? $"{named.Host}:{named.Port.ToString(CultureInfo.InvariantCulture)}" : address.ToString() ?? "";

    private static ConfigurationOptions OfUri(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("redis" or "rediss") || uri.Host.Length == 0)
        {
            throw new FormatException(Rule);
        }

        var options = new ConfigurationOptions { Ssl = uri.Scheme == "rediss" };
        options.EndPoints.Add(uri.Host, uri.IsDefaultPort || uri.Port < 0 ? 6379 : uri.Port);
        var credentials = uri.UserInfo.Split(':', 2);
        if (credentials.Length == 2)
        {
            options.User = credentials[0].Length > 0 ? Uri.UnescapeDataString(credentials[0]) : null;
            options.Password = Uri.UnescapeDataString(credentials[1]);
        }
        else if (uri.UserInfo.Length > 0)
        {
            throw new FormatException(Rule);
        }

        var path = uri.AbsolutePath.Trim('/');
        options.DefaultDatabase = path.Length == 0 ? null : int.Parse(path, NumberStyles.None, CultureInfo.InvariantCulture);
        return options;
    }
}
