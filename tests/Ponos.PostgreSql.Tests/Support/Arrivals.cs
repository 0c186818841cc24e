namespace Ponos.PostgreSql.Tests.Support;

/// <summary>What handlers were given, in order.</summary>
internal sealed class Arrivals
{
    private readonly Lock _lock = new();
    private readonly List<(string Text, JobContext Context)> _all = [];

    public IReadOnlyList<string> Texts
    {
        get
        {
            lock (_lock)
            {
                return [.. _all.Select(one => one.Text)];
            }
        }
    }

    public IReadOnlyList<JobContext> Contexts
    {
        get
        {
            lock (_lock)
            {
                return [.. _all.Select(one => one.Context)];
            }
        }
    }

    public void Add(string text, JobContext context)
    {
        lock (_lock)
        {
            _all.Add((text, context));
        }
    }

    /// <summary>Waits for a number of arrivals; different ones, or any.</summary>
    public Task CountAsync(int number, bool different = true) =>
        Wait.UntilAsync(
            () => (different ? Texts.Distinct().Count() : Texts.Count) >= number,
            () => $"{number} arrivals; there are {Texts.Count}: {string.Join(", ", Texts.Take(50))}");
}
