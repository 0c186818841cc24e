using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Ponos.Dashboard.Access;

/// <summary>Who is let in where the application names no policy: whoever sits at the machine of a developer.</summary>
internal static class LocalVisitor
{
    /// <summary>What a proxy adds: behind one everybody seems to come from the machine itself.</summary>
    private static readonly string[] _proxyHeaders = ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"];

    public static bool Is(HttpContext context, IHostEnvironment environment) =>
        environment.IsDevelopment()
        && context.Connection.RemoteIpAddress is { } from && IPAddress.IsLoopback(from)
        && !_proxyHeaders.Any(context.Request.Headers.ContainsKey)
        && IsOwnName(context.Request.Host.Host);

    /// <summary>A web page that makes its own name point at this machine must not read what a browser on it can.</summary>
    private static bool IsOwnName(string host)
    {
        var name = host.Trim('[', ']');
        return name.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(name, out var address) && IPAddress.IsLoopback(address));
    }
}
