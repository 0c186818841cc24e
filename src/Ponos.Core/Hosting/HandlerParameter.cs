using Microsoft.Extensions.DependencyInjection;

namespace Ponos.Hosting;

/// <summary>What a delegate's parameter is given, by its type: the context, the token, or a service of the attempt's scope.</summary>
internal static class HandlerParameter<T>
    where T : notnull
{
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
