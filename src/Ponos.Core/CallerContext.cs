using System.Runtime.CompilerServices;

namespace Ponos;

/// <summary>
/// Awaited first by what an application may block on. It leaves the caller's synchronization context, if there is one, so
/// that nothing behind it waits for a thread that itself waits here; and costs nothing where there is none.
/// </summary>
internal readonly struct CallerContext : ICriticalNotifyCompletion
{
    public static CallerContext Leave() => default;

    public CallerContext GetAwaiter() => this;

    public bool IsCompleted => SynchronizationContext.Current is null && TaskScheduler.Current == TaskScheduler.Default;

    public void OnCompleted(Action continuation) => ThreadPool.QueueUserWorkItem(static go => go(), continuation, preferLocal: false);

    public void UnsafeOnCompleted(Action continuation) => ThreadPool.UnsafeQueueUserWorkItem(static go => go(), continuation, preferLocal: false);

    public void GetResult()
    {
        // There is nothing to tell.
    }
}
