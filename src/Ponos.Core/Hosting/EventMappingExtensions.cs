using System.Runtime.CompilerServices;
using Ponos.Handlers;
using Ponos.Hosting;

namespace Ponos;

/// <summary>Events listened to by delegates, for services that are put together at run time.</summary>
public static class EventMappingExtensions
{
    /// <summary>Listens to an event, or to all events that match a pattern, with a delegate.</summary>
    /// <typeparam name="TJob">The job: a record, or <see cref="Job"/> for any JSON object.</typeparam>
    /// <param name="builder">The service.</param>
    /// <param name="name">The event's name, or a pattern with <c>*</c> for one word and <c>#</c> for any number of words.</param>
    /// <param name="handle">
    /// Runs the job. Its parameters behind the job, up to four, may be <see cref="JobContext"/>, <see cref="CancellationToken"/>
    /// and services of the attempt's scope, in any order. It returns <see cref="Task"/> or <see cref="ValueTask"/>.
    /// </param>
    /// <param name="settings">
    /// Retry, timeout, concurrency and queue; or <see langword="null"/> for the service's options. The builder
    /// that is returned says them too.
    /// </param>
    /// <param name="schema">A JSON Schema that wins over the one generated from <typeparamref name="TJob"/>.</param>
    /// <returns>A builder of the handler, and of its service still.</returns>
    /// <exception cref="ArgumentException">The name is no job name.</exception>
    public static HandlerBuilder MapEvent<TJob>(
        this PonosBuilder builder, string name, Func<TJob, Task> handle, HandlerSettings? settings = null, string? schema = null) =>
        PonosBuilder.Map(builder, JobKind.Event, name, MappedDelegate.Of(handle), settings, schema);

    /// <inheritdoc cref="MapEvent{TJob}(PonosBuilder, string, Func{TJob, Task}, HandlerSettings?, string?)"/>
    public static HandlerBuilder MapEvent<TJob, T1>(
        this PonosBuilder builder, string name, Func<TJob, T1, Task> handle, HandlerSettings? settings = null, string? schema = null)
        where T1 : notnull =>
        PonosBuilder.Map(builder, JobKind.Event, name, MappedDelegate.Of(handle), settings, schema);

    /// <inheritdoc cref="MapEvent{TJob}(PonosBuilder, string, Func{TJob, Task}, HandlerSettings?, string?)"/>
    public static HandlerBuilder MapEvent<TJob, T1, T2>(
        this PonosBuilder builder, string name, Func<TJob, T1, T2, Task> handle, HandlerSettings? settings = null, string? schema = null)
        where T1 : notnull
        where T2 : notnull =>
        PonosBuilder.Map(builder, JobKind.Event, name, MappedDelegate.Of(handle), settings, schema);

    /// <inheritdoc cref="MapEvent{TJob}(PonosBuilder, string, Func{TJob, Task}, HandlerSettings?, string?)"/>
    public static HandlerBuilder MapEvent<TJob, T1, T2, T3>(
        this PonosBuilder builder,
        string name,
        Func<TJob, T1, T2, T3, Task> handle,
        HandlerSettings? settings = null,
        string? schema = null)
        where T1 : notnull
        where T2 : notnull
        where T3 : notnull =>
        PonosBuilder.Map(builder, JobKind.Event, name, MappedDelegate.Of(handle), settings, schema);

    /// <inheritdoc cref="MapEvent{TJob}(PonosBuilder, string, Func{TJob, Task}, HandlerSettings?, string?)"/>
    public static HandlerBuilder MapEvent<TJob, T1, T2, T3, T4>(
        this PonosBuilder builder,
        string name,
        Func<TJob, T1, T2, T3, T4, Task> handle,
        HandlerSettings? settings = null,
        string? schema = null)
        where T1 : notnull
        where T2 : notnull
        where T3 : notnull
        where T4 : notnull =>
        PonosBuilder.Map(builder, JobKind.Event, name, MappedDelegate.Of(handle), settings, schema);

    /// <inheritdoc cref="MapEvent{TJob}(PonosBuilder, string, Func{TJob, Task}, HandlerSettings?, string?)"/>
    [OverloadResolutionPriority(-1)] // An async lambda could be either: it is a Task.
    public static HandlerBuilder MapEvent<TJob>(
        this PonosBuilder builder, string name, Func<TJob, ValueTask> handle, HandlerSettings? settings = null, string? schema = null)
    {
        ArgumentNullException.ThrowIfNull(handle);
        return builder.MapEvent<TJob>(name, job => handle(job).AsTask(), settings, schema);
    }

    /// <inheritdoc cref="MapEvent{TJob}(PonosBuilder, string, Func{TJob, Task}, HandlerSettings?, string?)"/>
    [OverloadResolutionPriority(-1)] // An async lambda could be either: it is a Task.
    public static HandlerBuilder MapEvent<TJob, T1>(
        this PonosBuilder builder, string name, Func<TJob, T1, ValueTask> handle, HandlerSettings? settings = null, string? schema = null)
        where T1 : notnull
    {
        ArgumentNullException.ThrowIfNull(handle);
        return builder.MapEvent<TJob, T1>(name, (job, first) => handle(job, first).AsTask(), settings, schema);
    }

    /// <inheritdoc cref="MapEvent{TJob}(PonosBuilder, string, Func{TJob, Task}, HandlerSettings?, string?)"/>
    [OverloadResolutionPriority(-1)] // An async lambda could be either: it is a Task.
    public static HandlerBuilder MapEvent<TJob, T1, T2>(
        this PonosBuilder builder,
        string name,
        Func<TJob, T1, T2, ValueTask> handle,
        HandlerSettings? settings = null,
        string? schema = null)
        where T1 : notnull
        where T2 : notnull
    {
        ArgumentNullException.ThrowIfNull(handle);
        return builder.MapEvent<TJob, T1, T2>(name, (job, first, second) => handle(job, first, second).AsTask(), settings, schema);
    }

    /// <inheritdoc cref="MapEvent{TJob}(PonosBuilder, string, Func{TJob, Task}, HandlerSettings?, string?)"/>
    [OverloadResolutionPriority(-1)] // An async lambda could be either: it is a Task.
    public static HandlerBuilder MapEvent<TJob, T1, T2, T3>(
        this PonosBuilder builder,
        string name,
        Func<TJob, T1, T2, T3, ValueTask> handle,
        HandlerSettings? settings = null,
        string? schema = null)
        where T1 : notnull
        where T2 : notnull
        where T3 : notnull
    {
        ArgumentNullException.ThrowIfNull(handle);
        return builder.MapEvent<TJob, T1, T2, T3>(
            name, (job, first, second, third) => handle(job, first, second, third).AsTask(), settings, schema);
    }

    /// <inheritdoc cref="MapEvent{TJob}(PonosBuilder, string, Func{TJob, Task}, HandlerSettings?, string?)"/>
    [OverloadResolutionPriority(-1)] // An async lambda could be either: it is a Task.
    public static HandlerBuilder MapEvent<TJob, T1, T2, T3, T4>(
        this PonosBuilder builder,
        string name,
        Func<TJob, T1, T2, T3, T4, ValueTask> handle,
        HandlerSettings? settings = null,
        string? schema = null)
        where T1 : notnull
        where T2 : notnull
        where T3 : notnull
        where T4 : notnull
    {
        ArgumentNullException.ThrowIfNull(handle);
        return builder.MapEvent<TJob, T1, T2, T3, T4>(
            name, (job, first, second, third, fourth) => handle(job, first, second, third, fourth).AsTask(), settings, schema);
    }
}
