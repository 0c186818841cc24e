namespace Ponos;

/// <summary>
/// Code around each attempt of a handler: a transaction, a tenant, a measurement. Resolved from the attempt's scope, so it
/// shares the handler's own services. The first that is registered is the outermost.
/// </summary>
public interface IJobFilter
{
    /// <summary>Runs around one attempt.</summary>
    /// <param name="context">The job's context, as the handler is given it.</param>
    /// <param name="next">Runs the next filter, or the handler. Whoever does not call it lets the job succeed without its handler.</param>
    /// <returns>A task that ends with the attempt. What it throws is the attempt's failure, as if the handler had thrown it.</returns>
    Task InvokeAsync(JobContext context, JobNext next);
}

/// <summary>What a filter runs within itself: the next filter, or the handler.</summary>
/// <param name="context">The context that the filter was given.</param>
/// <returns>A task that ends with the attempt.</returns>
public delegate Task JobNext(JobContext context);
