using System.Globalization;
using Ponos.Faults.Tests.Support;
using Ponos.Handlers;

namespace Ponos.Soak;

/// <summary>
/// Two workers of one service, and publishers that go through them. One task in a hundred stops and is dead; one in fifty
/// fails at first and waits on the broker for its second attempt.
/// </summary>
internal sealed class SoakLoad : IAsyncDisposable
{
    private const int Publishers = 8;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly string _uri;
    private readonly WorkerHost _publisher;
    private readonly PublishedJobs _jobs = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _flow = new(Publishers, Publishers);
    private readonly Task[] _publishing;
    private WorkerHost _worker;
    private int _number;

    private SoakLoad(string uri, WorkerHost publisher, WorkerHost worker)
    {
        (_uri, _publisher, _worker) = (uri, publisher, worker);
        _publishing = [.. Enumerable.Range(0, Publishers).Select(number => Task.Run(() => PublishAsync(number % 2 == 0)))];
    }

    public string TaskQueue => _publisher.TaskQueue;

    public static async Task<SoakLoad> StartAsync(string uri)
    {
        var first = await WorkerHost.StartAsync(uri, Setup(WorkerHost.NewService(), new HandledJobs()));
        return new SoakLoad(uri, first, await WorkerHost.StartAsync(uri, Setup(first.Service, first.Handled)));
    }

    public string Describe() => string.Create(
        CultureInfo.InvariantCulture,
        $"{_jobs.Confirmed.Count} confirmed, {_publisher.Handled.Count} handled, "
            + $"{_jobs.Unknown.Count} unknown, {_jobs.NotTaken.Count} not taken");

    /// <summary>
    /// Does something while nothing is published and nothing is in the queues, then goes on. Not where that takes long: a
    /// retry whose way was cut is sent on by the broker after three minutes.
    /// </summary>
    public async Task WhileDrainedAsync(Func<Task> act)
    {
        for (var i = 0; i < Publishers; i++)
        {
            await _flow.WaitAsync();
        }

        if (IsSettled(await DrainAsync(TimeSpan.FromSeconds(10))))
        {
            await act();
        }
        else
        {
            await Console.Out.WriteLineAsync("      left out: jobs are still on their way");
        }

        _flow.Release(Publishers);
    }

    /// <summary>Ends one of the two workers in order, and starts another in its place.</summary>
    public async Task RestartWorkerAsync()
    {
        await _worker.DisposeAsync();
        _worker = await WorkerHost.StartAsync(_uri, Setup(_publisher.Service, _publisher.Handled));
    }

    /// <summary>Stops, waits for what is on its way, and prints the sum.</summary>
    /// <returns>Whether nothing is lost.</returns>
    public async Task<bool> ReportAsync()
    {
        await StopAsync();
        var dead = await DrainAsync(Patience);
        var handled = _publisher.Handled;
        var lost = _jobs.Confirmed.Where(id => !handled.Contains(id) && !dead.ContainsKey(id)).Order(StringComparer.Ordinal).ToArray();
        await Console.Out.WriteLineAsync($"confirmed {_jobs.Confirmed.Count}");
        await Console.Out.WriteLineAsync(
            $"handled {_jobs.Confirmed.Count(handled.Contains)}, "
            + $"and {_jobs.Unknown.Keys.Count(handled.Contains)} of {_jobs.Unknown.Count} unknown");
        await Console.Out.WriteLineAsync(
            $"dead {dead.Count} "
            + $"({string.Join(", ", dead.Values.GroupBy(reason => reason).Select(group => $"{group.Key} {group.Count()}"))})");
        await Console.Out.WriteLineAsync($"duplicated {handled.Doubled.Length}");
        await Console.Out.WriteLineAsync($"not taken {_jobs.NotTaken.Count}");
        foreach (var errors in _jobs.NotTaken.Values.GroupBy(error => error.Message))
        {
            await Console.Out.WriteLineAsync($"  {errors.Count()} times {errors.Key}");
        }

        await Console.Out.WriteLineAsync($"longest gap {_jobs.LongestGap.TotalSeconds:0.0} s");
        foreach (var id in lost)
        {
            await Console.Out.WriteLineAsync(id);
        }

        await Console.Out.WriteLineAsync($"lost {lost.Length}");
        return lost.Length == 0;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _worker.DisposeAsync();
        await _publisher.DisposeAsync();
        _stop.Dispose();
        _flow.Dispose();
    }

    private static WorkerSetup Setup(string service, HandledJobs handled) => new()
    {
        Service = service,
        Handled = handled,
        Settings = new HandlerSettings { MaxAttempts = 5, Delay = TimeSpan.FromSeconds(2), Jitter = false },
        Handle = context => NumberOf(context.MessageId!) switch
        {
            var number when number % 100 == 7 => throw new WorkerStopException("one in a hundred"),
            var number when number % 50 == 3 && context.Attempt == 1 => throw new IOException("one in fifty"),
            _ => Task.CompletedTask,
        },
    };

    private static int NumberOf(string id) =>
        int.Parse(id[(id.IndexOf('-', StringComparison.Ordinal) + 1)..], CultureInfo.InvariantCulture);

    private async Task PublishAsync(bool tasks)
    {
        while (!_stop.IsCancellationRequested)
        {
            await _flow.WaitAsync();
            try
            {
                var id = string.Create(
                    CultureInfo.InvariantCulture, $"{(tasks ? "task" : "event")}-{Interlocked.Increment(ref _number):D7}");
                await _jobs.PublishAsync(id, () => tasks ? _publisher.PublishTaskAsync(id) : _publisher.PublishEventAsync(id));
            }
            finally
            {
                _flow.Release();
            }

            await Task.Delay(Pace);
        }
    }

    private async Task StopAsync()
    {
        if (!_stop.IsCancellationRequested)
        {
            await _stop.CancelAsync();
            await Task.WhenAll(_publishing);
        }
    }

    /// <summary>Waits until each confirmed job is handled or dead.</summary>
    /// <returns>The dead, with their reasons.</returns>
    private async Task<Dictionary<string, string>> DrainAsync(TimeSpan patience)
    {
        var began = Clock.Now;
        while (true)
        {
            var dead = await DeadAsync();
            if (IsSettled(dead) || Clock.Now - began > patience)
            {
                return dead;
            }

            await Task.Delay(TimeSpan.FromSeconds(1));
        }
    }

    private bool IsSettled(Dictionary<string, string> dead) =>
        _jobs.Confirmed.All(id => _publisher.Handled.Contains(id) || dead.ContainsKey(id));

    private async Task<Dictionary<string, string>> DeadAsync()
    {
        const int Page = 1000;
        var dead = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in new[] { _publisher.Task, _publisher.Event })
        {
            IReadOnlyList<DeadLetter> letters;
            var skip = 0;
            do
            {
                try
                {
                    letters = await _publisher.DeadLetters.ListAsync(name, DeadLetterKind.Dead, skip, Page);
                }
                catch (BrokerUnavailableException)
                {
                    // The fault is not over yet: what is missing is looked for again.
                    return dead;
                }

                foreach (var letter in letters)
                {
                    dead[letter.MessageId] = letter.Reason;
                }

                skip += Page;
            }
            while (letters.Count == Page);
        }

        return dead;
    }
}
