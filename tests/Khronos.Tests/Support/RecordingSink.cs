using Khronos.Engine;

namespace Khronos.Tests.Support;

/// <summary>Keeps what is published. What it does with a tick can be set, to be slow or to fail.</summary>
internal sealed class RecordingSink : ITickSink
{
    private readonly Lock _gate = new();
    private readonly List<Tick> _published = [];
    private readonly List<string> _tried = [];

    public Func<Tick, Task> Behaviour { get; set; } = static _ => Task.CompletedTask;

    public IReadOnlyList<Tick> Published
    {
        get
        {
            lock (_gate)
            {
                return [.. _published];
            }
        }
    }

    public IReadOnlyList<string> Tried
    {
        get
        {
            lock (_gate)
            {
                return [.. _tried];
            }
        }
    }

    public IEnumerable<Tick> Of(string name) => Published.Where(tick => tick.Schedule.Name.Text == name);

    public async ValueTask PublishAsync(Tick tick, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _tried.Add(tick.Id);
        }

        await Behaviour(tick).WaitAsync(cancellationToken);
        lock (_gate)
        {
            _published.Add(tick);
        }
    }
}
