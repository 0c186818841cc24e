using System.Runtime.CompilerServices;

namespace Ponos;

/// <summary>
/// What an application may block on leaves the caller's synchronization context first, if there is one, so that nothing
/// behind it waits for a thread that itself waits here.
/// </summary>
internal static class CallerContext
{
    /// <summary>Awaited first. Costs nothing where there is no context, as in every host.</summary>
    public static ConfiguredTaskAwaitable Leave() =>
        SynchronizationContext.Current is null && TaskScheduler.Current == TaskScheduler.Default
            ? Task.CompletedTask.ConfigureAwait(false)
            : Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
}
