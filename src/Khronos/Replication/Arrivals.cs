namespace Khronos.Replication;

/// <summary>Messages that this replica published and waits to be handed itself, by their ids, until their source ends.</summary>
/// <param name="what">What cannot be waited for any more when the source has ended.</param>
internal sealed class Arrivals<T>(string what)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, TaskCompletionSource<T>> _awaited = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when nothing arrives any more, with the reason.</summary>
    public Task<string> Ended => _ended.Task;

    private string Reason => _ended.Task.IsCompleted ? _ended.Task.Result : "";

    /// <summary>Publishes a message, and waits until it arrives.</summary>
    /// <exception cref="IOException">
    /// The source has ended, or the message could not be published: whether it arrives is unknown.
    /// </exception>
    public async Task<T> PublishAsync(string id, Func<Task> publish)
    {
        // It may arrive before its publishing is confirmed.
        var arrived = Await(id);
        try
        {
            await publish();
        }
        catch
        {
            Forget(id);
            throw;
        }

        return await arrived;
    }

    /// <summary>Takes note of a message.</summary>
    /// <returns>Whether it was waited for.</returns>
    public bool Arrive(string id, T outcome)
    {
        lock (_lock)
        {
            return _awaited.Remove(id, out var awaited) && awaited.TrySetResult(outcome);
        }
    }

    /// <summary>Fails what is waited for, and whatever is from now on.</summary>
    public void End(string reason)
    {
        lock (_lock)
        {
            if (_ended.TrySetResult(reason))
            {
                foreach (var awaited in _awaited.Values)
                {
                    Fail(awaited, reason);
                }

                _awaited.Clear();
            }
        }
    }

    private Task<T> Await(string id)
    {
        var arrived = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_ended.Task.IsCompleted)
            {
                Fail(arrived, Reason);
            }
            else
            {
                _awaited.Add(id, arrived);
            }
        }

        return arrived.Task;
    }

    private void Forget(string id)
    {
        lock (_lock)
        {
            _ = _awaited.Remove(id);
        }
    }

    private void Fail(TaskCompletionSource<T> awaited, string reason)
    {
        awaited.TrySetException(new IOException($"{what}: {reason}."));
        // Where publishing failed as well, nobody asks for this one.
        _ = awaited.Task.Exception;
    }
}
