using System.Collections.Concurrent;

namespace Ponos.Core.Tests.Support;

/// <summary>
/// A synchronization context of one thread, as that of a window: what is posted to it runs when that thread is
/// free, and never while it blocks.
/// </summary>
internal sealed class StuckContext : SynchronizationContext
{
    private readonly ConcurrentQueue<(SendOrPostCallback Callback, object? State)> _posted = new();

    public int Posted => _posted.Count;

    public override void Post(SendOrPostCallback d, object? state) => _posted.Enqueue((d, state));

    /// <summary>Runs something on a thread of this context, within a bound of real time.</summary>
    public static async Task<TResult> RunAsync<TResult>(Func<TResult> blocking)
    {
        var result = new TaskCompletionSource<TResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            SetSynchronizationContext(new StuckContext());
            try
            {
                result.SetResult(blocking());
            }
            catch (Exception exception)
            {
                result.SetException(exception);
            }
        })
        {
            IsBackground = true,
        };
        thread.Start();
        return await result.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }
}
