namespace Ponos.Delivery;

/// <summary>The filters of one handler, the outermost first. Each attempt has its own, from its scope.</summary>
internal sealed class FilterChain(IReadOnlyList<Func<IServiceProvider, IJobFilter>> filters)
{
    public static FilterChain None { get; } = new([]);

    public bool IsEmpty => filters.Count == 0;

    /// <summary>Runs the filters and within them the handler.</summary>
    /// <param name="context">What the first filter is given.</param>
    /// <param name="innermost">A filter of the framework's own next to the handler, or none.</param>
    /// <param name="handle">The handler.</param>
    public Task InvokeAsync(JobContext context, IJobFilter? innermost, JobNext handle) =>
        InvokeAsync(context, 0, innermost is null ? handle : inner => innermost.InvokeAsync(inner, handle));

    private Task InvokeAsync(JobContext context, int index, JobNext handle) =>
        index == filters.Count
            ? handle(context)
            : filters[index](context.Services).InvokeAsync(context, inner => InvokeAsync(inner, index + 1, handle));
}
