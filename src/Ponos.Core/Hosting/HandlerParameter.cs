using Microsoft.Extensions.DependencyInjection;
using Ponos.Handlers;

namespace Ponos.Hosting;

/// <summary>What a delegate's parameter is given, by its type: the context, the token, or a service of the attempt's scope.</summary>
internal static class HandlerParameter<T>
    where T : notnull
{
    /// <summary>What must be registered for it; none for the context and the token.</summary>
    public static IReadOnlyList<HandlerDependency> Dependencies { get; } =
        typeof(T) == typeof(JobContext) || typeof(T) == typeof(CancellationToken) ? [] : [new HandlerDependency(typeof(T))];

    public static T Of(JobContext context)
    {
        if (typeof(T) == typeof(JobContext))
        {
            return (T)(object)context;
        }

        return typeof(T) == typeof(CancellationToken)
            ? (T)(object)context.CancellationToken
            : context.Services.GetRequiredService<T>();
    }
}
