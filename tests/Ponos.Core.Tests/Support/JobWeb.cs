using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Ponos.Handlers;
using Ponos.Hosting;
using Ponos.Testing;
using Ponos.Transport.InMemory;

namespace Ponos.Core.Tests.Support;

/// <summary>
/// Two services whose handlers publish to each other, fail, wait for their next attempt, have limits and pause each other's
/// queues; what a job does follows from its number alone.
/// </summary>
internal sealed class JobWeb : IAsyncDisposable
{
    private const int InProcessRetry = 500, DelayedRetry = 60_000;
    private static readonly string[] Services = ["a", "b"];

    private readonly WebNode[] _nodes;
    private readonly ConcurrentQueue<(string Service, string Task)> _paused = new();
    private PonosHarness? _harness;
    private int _running;

    public JobWeb(WebNode[] nodes) => _nodes = nodes;

    public PonosHarness Harness => _harness!;

    public async Task StartAsync() => _harness = await PonosHarness.StartAsync(services =>
    {
        foreach (var service in Services)
        {
            var builder = services.AddPonos(service, HandlerCatalog.Empty, options =>
            {
                options.Retry.InProcessLimit = TimeSpan.FromSeconds(1);
                options.Retry.Jitter = false;
            });
            for (var i = 0; i < _nodes.Length; i++)
            {
                var (name, node) = (NameOf(i), _nodes[i]);
                if (ServiceOf(i) != service)
                {
                    builder.DeclareTask(name, service: ServiceOf(i));
                    continue;
                }

                var handler = builder
                    .MapTask(name, (Job job, JobContext context, IPublisher publisher) => RunAsync(job, context, publisher))
                    .WithConcurrency(node.Concurrency)
                    .WithRetry(maxAttempts: 3, delay: TimeSpan.FromMilliseconds(node.RetriesInProcess ? InProcessRetry : DelayedRetry));
                if (node.PerMinute > 0)
                {
                    handler.WithRateLimit(node.PerMinute, TimeSpan.FromMinutes(1));
                }
            }
        }
    });

    public Task PublishAsync(int number, int depth) =>
        Harness.PublishTaskAsync(
            NameOf(number), new { number, depth }, new PublishOptions { MessageId = $"{number}-{depth}-{Guid.NewGuid()}" });

    /// <summary>Ends each pause that a handler has begun.</summary>
    public void ResumeAll()
    {
        while (_paused.TryDequeue(out var paused))
        {
            ServerOf(paused.Service).Control.Resume(paused.Task);
        }
    }

    /// <summary>What there is still to do before the clock moves; nothing when the services are idle.</summary>
    public IEnumerable<string> LeftToDo()
    {
        var broker = Harness.Services.GetRequiredService<InMemoryBroker>();
        if (Volatile.Read(ref _running) is > 0 and var running)
        {
            yield return $"{running} handlers run";
        }

        foreach (var worker in Services.SelectMany(service => ServerOf(service).Workers))
        {
            var (queue, state, taken) = (worker.Plan.Queue, worker.Intake.State, worker.Slots.Taken);
            if (state is not (QueueState.Consuming or QueueState.Paused or QueueState.Resuming)
                || (state == QueueState.Resuming && worker.Slots.Running == 0))
            {
                yield return $"{queue} is {state}";
            }

            if (taken.Any(static slot => !slot.IsWaiting))
            {
                yield return $"{queue} has a job at work";
            }

            var isFree = state == QueueState.Consuming && worker.Slots.Running < worker.Slots.Allowed;
            if (isFree && broker.CountReady(queue) + worker.Slots.Pending is > 0 and var ready)
            {
                yield return $"{queue} has {ready} jobs ready and a free slot";
            }

            if (broker.CountUnsettled(queue) != worker.Slots.Running + worker.Slots.Pending)
            {
                yield return $"{queue} has jobs in hand that are nowhere";
            }
        }

        var reported = Harness.Settled.Count;
        if (Services.Sum(service => ServerOf(service).Workers.Sum(worker => worker.Tally.Outcomes.Values.Sum())) is var settled
            && settled != reported)
        {
            yield return $"{settled} settled, {reported} on record";
        }
    }

    /// <summary>The jobs that were published and neither handled nor given up on.</summary>
    public IEnumerable<string> Unsettled()
    {
        var ended = Harness.Settled.Where(job => job.Outcome is JobOutcome.Succeeded or JobOutcome.Exhausted)
            .Select(job => job.MessageId)
            .ToHashSet();
        return Harness.Published.Select(job => job.MessageId).Where(id => !ended.Contains(id)).Distinct()!;
    }

    public ValueTask DisposeAsync() => _harness?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task RunAsync(Job job, JobContext context, IPublisher publisher)
    {
        Interlocked.Increment(ref _running);
        try
        {
            using var body = JsonDocument.Parse(job.Body);
            var (number, depth) = (body.RootElement.GetProperty("number").GetInt32(), body.RootElement.GetProperty("depth").GetInt32());
            var random = new Random((number * 31) + depth);
            for (var hops = random.Next(4); hops > 0; hops--)
            {
                await Task.Run(static () => { });
            }

            for (var child = random.Next(3); depth > 0 && child > 0; child--)
            {
                var next = random.Next(1000);
                var options = new PublishOptions
                {
                    MessageId = $"{context.MessageId}.{child}",
                    Delay = random.Next(4) == 0 ? TimeSpan.FromSeconds(random.Next(1, 200)) : TimeSpan.Zero,
                };
                // Each attempt publishes the same jobs again: the inboxes know those that came before, or make them wait.
                await publisher.PublishTaskAsync(NameOf(next), new { number = next, depth = depth - 1 }, options);
            }

            if (random.Next(15) == 0)
            {
                var other = random.Next(_nodes.Length);
                _paused.Enqueue((ServiceOf(other), NameOf(other)));
                await ServerOf(ServiceOf(other)).Control.PauseAsync(NameOf(other), "A handler asked for it.");
            }

            if (context.Attempt <= random.Next(8) - 4)
            {
                throw new IOException("It fails.");
            }
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    private WorkerServer ServerOf(string service) => Harness.Services.GetRequiredKeyedService<WorkerServer>(service);

    private string NameOf(int number) => $"t{number % _nodes.Length}";

    private static string ServiceOf(int node) => Services[node % Services.Length];
}

/// <summary>One handler of a web.</summary>
/// <param name="Concurrency">How many of its jobs run at a time.</param>
/// <param name="PerMinute">How many of them begin in a minute; 0 for any number.</param>
/// <param name="RetriesInProcess">Whether its jobs wait for their next attempt in their slot.</param>
internal sealed record WebNode(int Concurrency, int PerMinute, bool RetriesInProcess);
