namespace Ponos.Testing;

/// <summary>Everything that was published and settled, in order, and a way to await what is still to come.</summary>
internal sealed class JobRecord : IJobObserver
{
    private readonly Lock _lock = new();
    private readonly List<PublishedJob> _published = [];
    private readonly List<SettledJob> _settled = [];
    private TaskCompletionSource _next = NewSource();

    public IReadOnlyList<PublishedJob> Published
    {
        get
        {
            lock (_lock)
            {
                return [.. _published];
            }
        }
    }

    public IReadOnlyList<SettledJob> Settled
    {
        get
        {
            lock (_lock)
            {
                return [.. _settled];
            }
        }
    }

    /// <summary>Completes at the next report that comes after this was asked for.</summary>
    public Task Next
    {
        get
        {
            lock (_lock)
            {
                return _next.Task;
            }
        }
    }

    public void OnPublished(PublishedJob job) => Note(() => _published.Add(job));

    public void OnSettled(SettledJob job) => Note(() => _settled.Add(job));

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Note(Action add)
    {
        TaskCompletionSource told;
        lock (_lock)
        {
            add();
            (told, _next) = (_next, NewSource());
        }

        told.TrySetResult();
    }
}
