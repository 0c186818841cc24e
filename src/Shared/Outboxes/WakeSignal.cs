namespace Ponos.Outboxes;

/// <summary>Ends the relay's wait, or the next one where it does not wait.</summary>
internal sealed class WakeSignal
{
    private volatile TaskCompletionSource _next = New();

    public void Set() => _next.TrySetResult();

    /// <summary>Waits for the signal, or as long as is said. What is set from here on counts for the next wait.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task WaitAsync(TimeSpan most, TimeProvider time, CancellationToken cancellationToken)
    {
        await _next.Task.WaitAsync(most, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        if (_next.Task.IsCompleted)
        {
            _next = New();
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
