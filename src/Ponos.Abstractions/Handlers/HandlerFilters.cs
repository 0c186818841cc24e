using System.ComponentModel;

namespace Ponos.Handlers;

/// <summary>Finds filters in the scope of an attempt. Called by what the source generator writes.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class HandlerFilters
{
    /// <summary>A filter of the attempt's scope.</summary>
    /// <typeparam name="TFilter">The filter's class.</typeparam>
    /// <param name="services">The scope.</param>
    /// <returns>The filter.</returns>
    /// <exception cref="InvalidOperationException">It is not registered.</exception>
    public static IJobFilter Of<TFilter>(IServiceProvider services)
        where TFilter : class, IJobFilter
    {
        ArgumentNullException.ThrowIfNull(services);
        return services.GetService(typeof(TFilter)) as IJobFilter
            ?? throw new InvalidOperationException($"The filter {typeof(TFilter)} is not registered. Add it to the host's services.");
    }
}
