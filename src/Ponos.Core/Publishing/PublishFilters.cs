using Microsoft.Extensions.DependencyInjection;

namespace Ponos.Publishing;

/// <summary>The filters around a service's publishes, the outermost first.</summary>
internal sealed class PublishFilters(IServiceProvider services, IReadOnlyList<Func<IServiceProvider, IPublishFilter>> filters)
{
    public bool IsEmpty => filters.Count == 0;

    /// <summary>The services of the host.</summary>
    public IServiceProvider Services => services;

    /// <summary>Runs the filters and within them the publish.</summary>
    /// <param name="begin">Makes what the first is given, with the scope that they are resolved from.</param>
    /// <param name="publish">The publish.</param>
    public async Task InvokeAsync(Func<IServiceProvider, PublishContext> begin, PublishNext publish)
    {
        if (JobContext.Current is { } attempt and not AttemptContext { HasEnded: true })
        {
            await InvokeAsync(begin(attempt.Services), 0, publish).ConfigureAwait(false);
            return;
        }

        var scope = services.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            await InvokeAsync(begin(scope.ServiceProvider), 0, publish).ConfigureAwait(false);
        }
    }

    private Task InvokeAsync(PublishContext context, int index, PublishNext publish) =>
        index == filters.Count
            ? publish(context)
            : filters[index](context.Services).InvokeAsync(context, inner => InvokeAsync(inner, index + 1, publish));
}
