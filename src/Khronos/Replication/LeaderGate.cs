using Khronos.Terms;

namespace Khronos.Replication;

/// <summary>Open while this replica leads.</summary>
internal sealed class LeaderGate : ILeaderGate
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _opened = New();
    private TaskCompletionSource _closed = Closed();

    public void Open()
    {
        lock (_lock)
        {
            if (!_opened.Task.IsCompleted)
            {
                _closed = New();
                _opened.SetResult();
            }
        }
    }

    public void Close()
    {
        lock (_lock)
        {
            if (_opened.Task.IsCompleted)
            {
                _opened = New();
                _closed.SetResult();
            }
        }
    }

    public Task WhenOpenAsync()
    {
        lock (_lock)
        {
            return _opened.Task;
        }
    }

    public Task WhenClosedAsync()
    {
        lock (_lock)
        {
            return _closed.Task;
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static TaskCompletionSource Closed()
    {
        var closed = New();
        closed.SetResult();
        return closed;
    }
}
