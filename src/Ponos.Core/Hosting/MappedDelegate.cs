using Ponos.Handlers;

namespace Ponos.Hosting;

/// <summary>A delegate of an application's as handlers are called.</summary>
/// <param name="Handle">Runs a job; what else it needs comes from the context.</param>
/// <param name="Dependencies">What must be registered for it.</param>
internal sealed record MappedDelegate<TJob>(Func<TJob, JobContext, Task> Handle, IReadOnlyList<HandlerDependency> Dependencies);

/// <summary>Delegates with up to four parameters behind the job.</summary>
internal static class MappedDelegate
{
    public static MappedDelegate<TJob> Of<TJob>(Func<TJob, Task> handle)
    {
        ArgumentNullException.ThrowIfNull(handle);
        return new((job, _) => handle(job), []);
    }

    public static MappedDelegate<TJob> Of<TJob, T1>(Func<TJob, T1, Task> handle)
        where T1 : notnull
    {
        ArgumentNullException.ThrowIfNull(handle);
        return new(
            (job, context) => handle(job, HandlerParameter<T1>.Of(context)),
            [.. HandlerParameter<T1>.Dependencies]);
    }

    public static MappedDelegate<TJob> Of<TJob, T1, T2>(Func<TJob, T1, T2, Task> handle)
        where T1 : notnull
        where T2 : notnull
    {
        ArgumentNullException.ThrowIfNull(handle);
        return new(
            (job, context) => handle(job, HandlerParameter<T1>.Of(context), HandlerParameter<T2>.Of(context)),
            [.. HandlerParameter<T1>.Dependencies, .. HandlerParameter<T2>.Dependencies]);
    }

    public static MappedDelegate<TJob> Of<TJob, T1, T2, T3>(Func<TJob, T1, T2, T3, Task> handle)
        where T1 : notnull
        where T2 : notnull
        where T3 : notnull
    {
        ArgumentNullException.ThrowIfNull(handle);
        return new(
            (job, context) => handle(
                job,
                HandlerParameter<T1>.Of(context),
                HandlerParameter<T2>.Of(context),
                HandlerParameter<T3>.Of(context)),
            [.. HandlerParameter<T1>.Dependencies, .. HandlerParameter<T2>.Dependencies, .. HandlerParameter<T3>.Dependencies]);
    }

    public static MappedDelegate<TJob> Of<TJob, T1, T2, T3, T4>(Func<TJob, T1, T2, T3, T4, Task> handle)
        where T1 : notnull
        where T2 : notnull
        where T3 : notnull
        where T4 : notnull
    {
        ArgumentNullException.ThrowIfNull(handle);
        return new(
            (job, context) => handle(
                job,
                HandlerParameter<T1>.Of(context),
                HandlerParameter<T2>.Of(context),
                HandlerParameter<T3>.Of(context),
                HandlerParameter<T4>.Of(context)),
            [
                .. HandlerParameter<T1>.Dependencies,
                .. HandlerParameter<T2>.Dependencies,
                .. HandlerParameter<T3>.Dependencies,
                .. HandlerParameter<T4>.Dependencies,
            ]);
    }
}
