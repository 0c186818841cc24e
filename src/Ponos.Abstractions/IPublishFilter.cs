namespace Ponos;

/// <summary>
/// Code around each publish: a header for every job, a measurement, a check of one's own. While a handler runs it is
/// resolved from the attempt's scope, otherwise from a scope of the publish. The first that is registered is the outermost.
/// </summary>
public interface IPublishFilter
{
    /// <summary>Runs around one publish.</summary>
    /// <param name="context">What is published, and how.</param>
    /// <param name="next">
    /// Runs the next filter, or publishes. Whoever does not call it keeps the job from being published, and its
    /// publisher does not learn of it.
    /// </param>
    /// <returns>A task that ends with the publish. What it throws, the publisher is thrown.</returns>
    Task InvokeAsync(PublishContext context, PublishNext next);
}

/// <summary>What a filter runs within itself: the next filter, or the publish.</summary>
/// <param name="context">The context that the filter was given.</param>
/// <returns>A task that completes when the broker has confirmed the job.</returns>
public delegate Task PublishNext(PublishContext context);

/// <summary>One publish on its way through the filters.</summary>
public sealed class PublishContext
{
    private PublishOptions _options = new();

    /// <summary>The publishing service.</summary>
    public required string Service { get; init; }

    /// <summary>Whether the job is a task or an event.</summary>
    public required JobKind Kind { get; init; }

    /// <summary>The job's name.</summary>
    public required string Name { get; init; }

    /// <summary>The job as it was given to the publisher.</summary>
    public required object Job { get; init; }

    /// <summary>Where, when and how. A filter may set others: <c>context.Options = context.Options with { … }</c>.</summary>
    public PublishOptions Options
    {
        get => _options;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            _options = value;
        }
    }

    /// <summary>The scope that the filters are resolved from.</summary>
    public required IServiceProvider Services { get; init; }

    /// <summary>The publisher's token.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>Adds a header, or sets one that is there.</summary>
    /// <param name="name">Its name, as in <see cref="PublishOptions.Headers"/>.</param>
    /// <param name="value">Its text.</param>
    public void SetHeader(string name, string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(value);
        Options = Options with
        {
            Headers = new Dictionary<string, string>(Options.Headers ?? new Dictionary<string, string>(), StringComparer.Ordinal)
            {
                [name] = value,
            },
        };
    }
}
