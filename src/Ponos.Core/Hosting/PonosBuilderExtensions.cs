using Ponos.Handlers;
using Ponos.Hosting;

namespace Ponos;

/// <summary>Handlers as delegates, for services that are put together at run time.</summary>
public static class PonosBuilderExtensions
{
    /// <summary>Handles a task with a delegate.</summary>
    /// <typeparam name="TJob">The job: a record, or <see cref="Job"/> for any JSON object.</typeparam>
    /// <param name="builder">The service.</param>
    /// <param name="name">The task's name.</param>
    /// <param name="handle">
    /// Runs the job. Its parameters behind the job may be <see cref="JobContext"/>, <see cref="CancellationToken"/> and
    /// services of the attempt's scope, in any order.
    /// </param>
    /// <param name="settings">Retry, timeout, concurrency and queue; or <see langword="null"/> for the service's options.</param>
    /// <param name="schema">A JSON Schema that wins over the one generated from <typeparamref name="TJob"/>.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException">The name is no job name.</exception>
    public static PonosBuilder MapTask<TJob>(
        this PonosBuilder builder, string name, Func<TJob, Task> handle, HandlerSettings? settings = null, string? schema = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(handle);
        return builder.Map<TJob>(JobKind.Task, name, (job, _) => handle(job), settings, schema);
    }

    /// <summary>Handles a task with a delegate.</summary>
    /// <typeparam name="TJob">The job: a record, or <see cref="Job"/> for any JSON object.</typeparam>
    /// <typeparam name="T1">What parameter 2 is given.</typeparam>
    /// <param name="builder">The service.</param>
    /// <param name="name">The task's name.</param>
    /// <param name="handle">
    /// Runs the job. Its parameters behind the job may be <see cref="JobContext"/>, <see cref="CancellationToken"/> and
    /// services of the attempt's scope, in any order.
    /// </param>
    /// <param name="settings">Retry, timeout, concurrency and queue; or <see langword="null"/> for the service's options.</param>
    /// <param name="schema">A JSON Schema that wins over the one generated from <typeparamref name="TJob"/>.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException">The name is no job name.</exception>
    public static PonosBuilder MapTask<TJob, T1>(
        this PonosBuilder builder, string name, Func<TJob, T1, Task> handle, HandlerSettings? settings = null, string? schema = null)
        where T1 : notnull
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(handle);
        return builder.Map<TJob>(JobKind.Task, name, (job, context) => handle(job, HandlerParameter<T1>.Of(context)), settings, schema);
    }

    /// <summary>Handles a task with a delegate.</summary>
    /// <typeparam name="TJob">The job: a record, or <see cref="Job"/> for any JSON object.</typeparam>
    /// <typeparam name="T1">What parameter 2 is given.</typeparam>
    /// <typeparam name="T2">What parameter 3 is given.</typeparam>
    /// <param name="builder">The service.</param>
    /// <param name="name">The task's name.</param>
    /// <param name="handle">
    /// Runs the job. Its parameters behind the job may be <see cref="JobContext"/>, <see cref="CancellationToken"/> and
    /// services of the attempt's scope, in any order.
    /// </param>
    /// <param name="settings">Retry, timeout, concurrency and queue; or <see langword="null"/> for the service's options.</param>
    /// <param name="schema">A JSON Schema that wins over the one generated from <typeparamref name="TJob"/>.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException">The name is no job name.</exception>
    public static PonosBuilder MapTask<TJob, T1, T2>(
        this PonosBuilder builder, string name, Func<TJob, T1, T2, Task> handle, HandlerSettings? settings = null, string? schema = null)
        where T1 : notnull
        where T2 : notnull
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(handle);
        return builder.Map<TJob>(JobKind.Task, name, (job, context) => handle(job, HandlerParameter<T1>.Of(context), HandlerParameter<T2>.Of(context)), settings, schema);
    }

    /// <summary>Handles a task with a delegate.</summary>
    /// <typeparam name="TJob">The job: a record, or <see cref="Job"/> for any JSON object.</typeparam>
    /// <typeparam name="T1">What parameter 2 is given.</typeparam>
    /// <typeparam name="T2">What parameter 3 is given.</typeparam>
    /// <typeparam name="T3">What parameter 4 is given.</typeparam>
    /// <param name="builder">The service.</param>
    /// <param name="name">The task's name.</param>
    /// <param name="handle">
    /// Runs the job. Its parameters behind the job may be <see cref="JobContext"/>, <see cref="CancellationToken"/> and
    /// services of the attempt's scope, in any order.
    /// </param>
    /// <param name="settings">Retry, timeout, concurrency and queue; or <see langword="null"/> for the service's options.</param>
    /// <param name="schema">A JSON Schema that wins over the one generated from <typeparamref name="TJob"/>.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException">The name is no job name.</exception>
    public static PonosBuilder MapTask<TJob, T1, T2, T3>(
        this PonosBuilder builder, string name, Func<TJob, T1, T2, T3, Task> handle, HandlerSettings? settings = null, string? schema = null)
        where T1 : notnull
        where T2 : notnull
        where T3 : notnull
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(handle);
        return builder.Map<TJob>(JobKind.Task, name, (job, context) => handle(job, HandlerParameter<T1>.Of(context), HandlerParameter<T2>.Of(context), HandlerParameter<T3>.Of(context)), settings, schema);
    }

    /// <summary>Handles a task with a delegate.</summary>
    /// <typeparam name="TJob">The job: a record, or <see cref="Job"/> for any JSON object.</typeparam>
    /// <typeparam name="T1">What parameter 2 is given.</typeparam>
    /// <typeparam name="T2">What parameter 3 is given.</typeparam>
    /// <typeparam name="T3">What parameter 4 is given.</typeparam>
    /// <typeparam name="T4">What parameter 5 is given.</typeparam>
    /// <param name="builder">The service.</param>
    /// <param name="name">The task's name.</param>
    /// <param name="handle">
    /// Runs the job. Its parameters behind the job may be <see cref="JobContext"/>, <see cref="CancellationToken"/> and
    /// services of the attempt's scope, in any order.
    /// </param>
    /// <param name="settings">Retry, timeout, concurrency and queue; or <see langword="null"/> for the service's options.</param>
    /// <param name="schema">A JSON Schema that wins over the one generated from <typeparamref name="TJob"/>.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException">The name is no job name.</exception>
    public static PonosBuilder MapTask<TJob, T1, T2, T3, T4>(
        this PonosBuilder builder, string name, Func<TJob, T1, T2, T3, T4, Task> handle, HandlerSettings? settings = null, string? schema = null)
        where T1 : notnull
        where T2 : notnull
        where T3 : notnull
        where T4 : notnull
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(handle);
        return builder.Map<TJob>(JobKind.Task, name, (job, context) => handle(job, HandlerParameter<T1>.Of(context), HandlerParameter<T2>.Of(context), HandlerParameter<T3>.Of(context), HandlerParameter<T4>.Of(context)), settings, schema);
    }

    /// <summary>Listens to an event, or to all events that match a pattern, with a delegate.</summary>
    /// <typeparam name="TJob">The job: a record, or <see cref="Job"/> for any JSON object.</typeparam>
    /// <param name="builder">The service.</param>
    /// <param name="name">The event's name, or a pattern with <c>*</c> for one word and <c>#</c> for any number of words.</param>
    /// <param name="handle">
    /// Runs the job. Its parameters behind the job may be <see cref="JobContext"/>, <see cref="CancellationToken"/> and
    /// services of the attempt's scope, in any order.
    /// </param>
    /// <param name="settings">Retry, timeout, concurrency and queue; or <see langword="null"/> for the service's options.</param>
    /// <param name="schema">A JSON Schema that wins over the one generated from <typeparamref name="TJob"/>.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException">The name is no job name.</exception>
    public static PonosBuilder MapEvent<TJob>(
        this PonosBuilder builder, string name, Func<TJob, Task> handle, HandlerSettings? settings = null, string? schema = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(handle);
        return builder.Map<TJob>(JobKind.Event, name, (job, _) => handle(job), settings, schema);
    }

    /// <summary>Listens to an event, or to all events that match a pattern, with a delegate.</summary>
    /// <typeparam name="TJob">The job: a record, or <see cref="Job"/> for any JSON object.</typeparam>
    /// <typeparam name="T1">What parameter 2 is given.</typeparam>
    /// <param name="builder">The service.</param>
    /// <param name="name">The event's name, or a pattern with <c>*</c> for one word and <c>#</c> for any number of words.</param>
    /// <param name="handle">
    /// Runs the job. Its parameters behind the job may be <see cref="JobContext"/>, <see cref="CancellationToken"/> and
    /// services of the attempt's scope, in any order.
    /// </param>
    /// <param name="settings">Retry, timeout, concurrency and queue; or <see langword="null"/> for the service's options.</param>
    /// <param name="schema">A JSON Schema that wins over the one generated from <typeparamref name="TJob"/>.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException">The name is no job name.</exception>
    public static PonosBuilder MapEvent<TJob, T1>(
        this PonosBuilder builder, string name, Func<TJob, T1, Task> handle, HandlerSettings? settings = null, string? schema = null)
        where T1 : notnull
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(handle);
        return builder.Map<TJob>(JobKind.Event, name, (job, context) => handle(job, HandlerParameter<T1>.Of(context)), settings, schema);
    }

    /// <summary>Listens to an event, or to all events that match a pattern, with a delegate.</summary>
    /// <typeparam name="TJob">The job: a record, or <see cref="Job"/> for any JSON object.</typeparam>
    /// <typeparam name="T1">What parameter 2 is given.</typeparam>
    /// <typeparam name="T2">What parameter 3 is given.</typeparam>
    /// <param name="builder">The service.</param>
    /// <param name="name">The event's name, or a pattern with <c>*</c> for one word and <c>#</c> for any number of words.</param>
    /// <param name="handle">
    /// Runs the job. Its parameters behind the job may be <see cref="JobContext"/>, <see cref="CancellationToken"/> and
    /// services of the attempt's scope, in any order.
    /// </param>
    /// <param name="settings">Retry, timeout, concurrency and queue; or <see langword="null"/> for the service's options.</param>
    /// <param name="schema">A JSON Schema that wins over the one generated from <typeparamref name="TJob"/>.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException">The name is no job name.</exception>
    public static PonosBuilder MapEvent<TJob, T1, T2>(
        this PonosBuilder builder, string name, Func<TJob, T1, T2, Task> handle, HandlerSettings? settings = null, string? schema = null)
        where T1 : notnull
        where T2 : notnull
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(handle);
        return builder.Map<TJob>(JobKind.Event, name, (job, context) => handle(job, HandlerParameter<T1>.Of(context), HandlerParameter<T2>.Of(context)), settings, schema);
    }

    /// <summary>Listens to an event, or to all events that match a pattern, with a delegate.</summary>
    /// <typeparam name="TJob">The job: a record, or <see cref="Job"/> for any JSON object.</typeparam>
    /// <typeparam name="T1">What parameter 2 is given.</typeparam>
    /// <typeparam name="T2">What parameter 3 is given.</typeparam>
    /// <typeparam name="T3">What parameter 4 is given.</typeparam>
    /// <param name="builder">The service.</param>
    /// <param name="name">The event's name, or a pattern with <c>*</c> for one word and <c>#</c> for any number of words.</param>
    /// <param name="handle">
    /// Runs the job. Its parameters behind the job may be <see cref="JobContext"/>, <see cref="CancellationToken"/> and
    /// services of the attempt's scope, in any order.
    /// </param>
    /// <param name="settings">Retry, timeout, concurrency and queue; or <see langword="null"/> for the service's options.</param>
    /// <param name="schema">A JSON Schema that wins over the one generated from <typeparamref name="TJob"/>.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException">The name is no job name.</exception>
    public static PonosBuilder MapEvent<TJob, T1, T2, T3>(
        this PonosBuilder builder, string name, Func<TJob, T1, T2, T3, Task> handle, HandlerSettings? settings = null, string? schema = null)
        where T1 : notnull
        where T2 : notnull
        where T3 : notnull
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(handle);
        return builder.Map<TJob>(JobKind.Event, name, (job, context) => handle(job, HandlerParameter<T1>.Of(context), HandlerParameter<T2>.Of(context), HandlerParameter<T3>.Of(context)), settings, schema);
    }

    /// <summary>Listens to an event, or to all events that match a pattern, with a delegate.</summary>
    /// <typeparam name="TJob">The job: a record, or <see cref="Job"/> for any JSON object.</typeparam>
    /// <typeparam name="T1">What parameter 2 is given.</typeparam>
    /// <typeparam name="T2">What parameter 3 is given.</typeparam>
    /// <typeparam name="T3">What parameter 4 is given.</typeparam>
    /// <typeparam name="T4">What parameter 5 is given.</typeparam>
    /// <param name="builder">The service.</param>
    /// <param name="name">The event's name, or a pattern with <c>*</c> for one word and <c>#</c> for any number of words.</param>
    /// <param name="handle">
    /// Runs the job. Its parameters behind the job may be <see cref="JobContext"/>, <see cref="CancellationToken"/> and
    /// services of the attempt's scope, in any order.
    /// </param>
    /// <param name="settings">Retry, timeout, concurrency and queue; or <see langword="null"/> for the service's options.</param>
    /// <param name="schema">A JSON Schema that wins over the one generated from <typeparamref name="TJob"/>.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException">The name is no job name.</exception>
    public static PonosBuilder MapEvent<TJob, T1, T2, T3, T4>(
        this PonosBuilder builder, string name, Func<TJob, T1, T2, T3, T4, Task> handle, HandlerSettings? settings = null, string? schema = null)
        where T1 : notnull
        where T2 : notnull
        where T3 : notnull
        where T4 : notnull
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(handle);
        return builder.Map<TJob>(JobKind.Event, name, (job, context) => handle(job, HandlerParameter<T1>.Of(context), HandlerParameter<T2>.Of(context), HandlerParameter<T3>.Of(context), HandlerParameter<T4>.Of(context)), settings, schema);
    }
}
