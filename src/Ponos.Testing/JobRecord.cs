using System.Text;

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

    /// <summary>Awaits the first report that matches, already there or soon.</summary>
    /// <exception cref="TimeoutException">None came within the patience; the message says what did.</exception>
    public async Task<TReport> FirstAsync<TReport>(
        Func<IReadOnlyList<TReport>> reports, Func<TReport, bool> match, string what, TimeSpan patience)
        where TReport : class
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var next = Next;
            if (reports().FirstOrDefault(match) is { } found)
            {
                return found;
            }

            var left = patience - TimeProvider.System.GetElapsedTime(began);
            if (left <= TimeSpan.Zero || await Task.WhenAny(next, Task.Delay(left, TimeProvider.System)) != next)
            {
                throw new TimeoutException($"Not seen within {patience}: {what}.{Environment.NewLine}{Seen()}");
            }
        }
    }

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

    private string Seen()
    {
        var text = new StringBuilder("Published:");
        foreach (var job in Published)
        {
            text.Append(' ').Append(job.Name);
        }

        text.AppendLine().Append("Settled:");
        foreach (var job in Settled)
        {
            text.Append(' ').Append(job.Name).Append('=').Append(job.Outcome);
        }

        return text.ToString();
    }
}
