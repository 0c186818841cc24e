using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Ponos;
using Ponos.Contracts;
using Ponos.Handlers;
using Ponos.Tests.Support;

namespace Khronos.Replicas.Tests.Support;

/// <summary>A service of its own that puts schedules and hears their ticks, and knows nothing of replicas.</summary>
internal sealed class Listener : IAsyncDisposable, IJobObserver
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web) { TypeInfoResolver = KhronosJson.TypeInfoResolver };

    private readonly Lock _lock = new();
    private readonly List<HeardTick> _heard = [];
    private readonly ServiceHosts _hosts;
    private readonly HashSet<string> _events;
    private IPublisher _publisher = null!;

    private Listener(string uri, IEnumerable<string> schedules)
    {
        _hosts = new ServiceHosts(uri);
        _events = [.. schedules.Select(TimeEvents.Of)];
    }

    public static async Task<Listener> StartAsync(string uri, params string[] schedules)
    {
        var listener = new Listener(uri, schedules);
        var service = await listener._hosts.StartAsync(
            services =>
            {
                services.AddSingleton<IJobObserver>(listener);
                var ponos = services.AddPonos("watcher", Asking(), options =>
                {
                    options.InboxSize = 100_000;
                    options.Concurrency = 8;
                });
                foreach (var name in listener._events)
                {
                    ponos.MapEvent(name, (Job _) => Task.CompletedTask);
                }
            },
            "watcher");
        listener._publisher = service.Publisher;
        return listener;
    }

    /// <summary>What was heard so far.</summary>
    public IReadOnlyList<HeardTick> Heard
    {
        get
        {
            lock (_lock)
            {
                return [.. _heard];
            }
        }
    }

    /// <summary>The ticks that were handled.</summary>
    public IEnumerable<TimePassed> Handled => Heard.Where(heard => !heard.IsDuplicate).Select(heard => heard.Tick);

    public Task PublishAsync<TJob>(TJob job)
        where TJob : notnull => _publisher.PublishAsync(job);

    void IJobObserver.OnSettled(SettledJob job)
    {
        if (_events.Contains(job.Name) && job.Outcome is JobOutcome.Succeeded or JobOutcome.Duplicate)
        {
            var tick = JsonSerializer.Deserialize<TimePassed>(job.Body.Span, Web)!;
            lock (_lock)
            {
                _heard.Add(new HeardTick(tick, job.Outcome == JobOutcome.Duplicate, TimeProvider.System.GetUtcNow()));
            }
        }
    }

    public ValueTask DisposeAsync() => _hosts.DisposeAsync();

    /// <summary>What a service asks of Khronos.</summary>
    internal static ContractDescriptor[] Contracts =>
    [
        new ContractDescriptor<PutSchedule>(JobKind.Task, PutSchedule.TaskName, "khronos"),
        new ContractDescriptor<DeleteSchedule>(JobKind.Task, DeleteSchedule.TaskName, "khronos"),
    ];

    private static HandlerCatalog Asking() => new(handlers: [], contracts: Contracts);
}
