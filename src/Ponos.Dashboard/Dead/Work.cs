using System.Globalization;

namespace Ponos.Dashboard.Dead;

/// <summary>A replay or a drop that was begun.</summary>
internal sealed class Work(int number, DeadAddress address, string what, string who, DateTimeOffset since, CancellationTokenSource stop)
{
    private int _taken;

    public string Id { get; } = number.ToString(CultureInfo.InvariantCulture);

    public DeadAddress Address => address;

    /// <summary>What is done: "replay of 482 dead jobs of …".</summary>
    public string What => what;

    public string Who => who;

    public DateTimeOffset Since => since;

    /// <summary>How many were taken so far.</summary>
    public int Taken => Volatile.Read(ref _taken);

    public DateTimeOffset? EndedAt { get; private set; }

    public bool IsGood { get; private set; }

    /// <summary>What came of it; <see langword="null"/> while it goes on.</summary>
    public string? Outcome { get; private set; }

    public Task Ending { get; set; } = Task.CompletedTask;

    public CancellationToken Token => stop.Token;

    public void Took() => Interlocked.Increment(ref _taken);

    public void Stop() => stop.Cancel();

    public void End(bool isGood, string outcome, DateTimeOffset at)
    {
        IsGood = isGood;
        EndedAt = at;
        Outcome = outcome;
    }
}
