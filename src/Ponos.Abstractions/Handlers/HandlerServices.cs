using System.ComponentModel;

namespace Ponos.Handlers;

/// <summary>
/// Gives a handler's method what it takes besides the job. Called by what the source generator writes, which may
/// reference nothing but this package.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class HandlerServices
{
    /// <summary>A service of the attempt's scope.</summary>
    /// <typeparam name="TService">The service's type.</typeparam>
    /// <param name="context">The attempt.</param>
    /// <returns>The service.</returns>
    /// <exception cref="InvalidOperationException">No such service is registered.</exception>
    public static TService Require<TService>(JobContext context)
        where TService : notnull
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Services.GetService(typeof(TService)) is TService service
            ? service
            : throw new InvalidOperationException(
                $"The handler '{context.HandlerName}' takes a {typeof(TService)}, which is not registered. Add it to the host's services.");
    }

    /// <summary>A service of the attempt's scope, or none where it is not registered.</summary>
    /// <typeparam name="TService">The service's type.</typeparam>
    /// <param name="context">The attempt.</param>
    /// <returns>The service, or <see langword="null"/>.</returns>
    public static TService? Find<TService>(JobContext context)
        where TService : class
    {
        ArgumentNullException.ThrowIfNull(context);
        return (TService?)context.Services.GetService(typeof(TService));
    }
}
