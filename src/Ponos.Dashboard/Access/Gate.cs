using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Ponos.Dashboard.Access;

/// <summary>Who may see, and who may act.</summary>
internal sealed class Gate(DashboardOptions options, IHostEnvironment environment)
{
    /// <summary>Where a policy is named, the application's authorization has let the visitor through, or this is not reached.</summary>
    public bool MaySee(HttpContext context) => options.ViewPolicy is not null || LocalVisitor.Is(context, environment);

    public async Task<bool> MayActAsync(HttpContext context)
    {
        if (options.ActPolicy is not { } policy)
        {
            return LocalVisitor.Is(context, environment);
        }

        var authorization = context.RequestServices.GetRequiredService<IAuthorizationService>();
        return (await authorization.AuthorizeAsync(context.User, resource: context, policy)).Succeeded;
    }

    /// <summary>Who it is, for the log and the event of what they do.</summary>
    public static string NameOf(HttpContext context) =>
        context.User.Identity is { IsAuthenticated: true, Name.Length: > 0 } identity
            ? identity.Name
            : $"somebody at {context.Connection.RemoteIpAddress?.ToString() ?? "an unknown address"}, by the dashboard";
}
