using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Ponos.Dashboard;
using Ponos.Dashboard.Access;
using Ponos.Dashboard.Dead;
using Ponos.Dashboard.Endpoints;
using Ponos.Dashboard.Rendering;
using Ponos.Dashboard.Watching;

namespace Ponos;

/// <summary>Adds the dashboard to an ASP.NET Core application.</summary>
public static class PonosDashboardExtensions
{
    /// <summary>
    /// Adds what the dashboard needs, and an operator (<see cref="PonosOperatorExtensions.AddPonosOperator"/>) unless the
    /// application has one. Nothing is asked of the broker before somebody looks.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Sets options, such as the policies of who may see and act.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddPonosDashboard(this IServiceCollection services, Action<DashboardOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (services.All(service => service.ServiceType != typeof(Control.IOperator)))
        {
            services.AddPonosOperator();
        }

        services.AddAntiforgery();
        services.AddDataProtection();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(_ =>
        {
            var options = new DashboardOptions();
            configure?.Invoke(options);
            return options.Checked();
        });
        services.TryAddSingleton<Gate>();
        services.TryAddSingleton<Sayings>();
        services.TryAddSingleton<PageRenderer>();
        services.TryAddSingleton<PageEndpoint>();
        services.TryAddSingleton<FleetWatch>();
        services.TryAddSingleton<ContractWatch>();
        services.TryAddSingleton<DeadSamples>();
        services.TryAddSingleton<LongWork>();
        AddPages(services);
        return services;
    }

    /// <summary>Puts the dashboard under a path of the application.</summary>
    /// <param name="endpoints">The application, or a group of its endpoints.</param>
    /// <param name="pattern">The path. Default: <c>/ponos</c>.</param>
    /// <returns>A builder for conventions that all of its endpoints get, such as <c>RequireHost</c>.</returns>
    /// <exception cref="InvalidOperationException">
    /// <see cref="AddPonosDashboard"/> was not called, or an option is out of its range.
    /// </exception>
    public static IEndpointConventionBuilder MapPonosDashboard(this IEndpointRouteBuilder endpoints, string pattern = "/ponos")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        if (endpoints.ServiceProvider.GetService<DashboardOptions>() is not { } options)
        {
            throw new InvalidOperationException("The application has no dashboard to map: call services.AddPonosDashboard() first.");
        }

        var group = endpoints.MapGroup(pattern.TrimEnd('/'));
        var routes = new PageRoutes(group, endpoints.ServiceProvider.GetRequiredService<PageEndpoint>(), options);
        foreach (var pages in endpoints.ServiceProvider.GetServices<IPages>())
        {
            pages.Map(routes);
        }

        return group;
    }

    private static void AddPages(IServiceCollection services)
    {
        services.TryAddEnumerable(
        [
            ServiceDescriptor.Singleton<IPages, AssetEndpoint>(),
            ServiceDescriptor.Singleton<IPages, OverviewPages>(),
            ServiceDescriptor.Singleton<IPages, ServicePages>(),
            ServiceDescriptor.Singleton<IPages, DeadPages>(),
            ServiceDescriptor.Singleton<IPages, DeadActs>(),
            ServiceDescriptor.Singleton<IPages, EditPages>(),
            ServiceDescriptor.Singleton<IPages, TracePages>(),
            ServiceDescriptor.Singleton<IPages, SchedulePages>(),
            ServiceDescriptor.Singleton<IPages, ContractPages>(),
            ServiceDescriptor.Singleton<IPages, TopologyPages>(),
        ]);
    }
}
