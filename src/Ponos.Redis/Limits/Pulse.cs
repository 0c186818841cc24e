namespace Ponos.Redis.Limits;

/// <summary>Lets a loop rest until there is something to do. Whoever wakes it while it works wakes it once more.</summary>
internal sealed class Pulse(TimeProvider time)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _wake = Fresh();

    public void Wake()
    {
        lock (_gate)
        {
            _wake.TrySetResult();
        }
    }

    public async Task RestAsync(TimeSpan longest)
    {
        Task wake;
        lock (_gate)
        {
            wake = _wake.Task;
        }

        await wake.WaitAsync(longest, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_gate)
        {
            _wake = _wake.Task.IsCompleted ? Fresh() : _wake;
        }
    }

    private static TaskCompletionSource Fresh() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
