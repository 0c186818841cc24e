using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Threading.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Ponos.Contracts;
using Ponos.Core.Tests.Support;
using Ponos.Handlers;
using Ponos.Testing;

namespace Ponos.Core.Tests.Delivery;

/// <summary>
/// Whatever code of the application's throws around an attempt: each job ends once, in its place, and its slot is free
/// afterwards. The sweep is every place where such code is called, by every way that a job can end.
/// </summary>
[NonParallelizable] // Listeners of activities and measurements hear the whole process.
public sealed class ForeignFaultTests
{
    private const int MaxAttempts = 3;
    private const int Jobs = 3;

    private static readonly Dictionary<string, Fault> Faults = new()
    {
        ["nothing"] = new(),
        ["exception: Message"] = new() { How = Hostile.Message },
        ["exception: Message is null"] = new() { How = Hostile.NullMessage },
        ["exception: ToString"] = new() { How = Hostile.Text },
        ["exception: StackTrace"] = new() { How = Hostile.Stack },
        ["exception: Data"] = new() { How = Hostile.Data },
        ["exception: everything, logged"] = new() { How = Hostile.Everything, Add = AddLog(HostileLog.Call.Nothing) },
        ["exception: everything, everything fails to log"] = new() { How = Hostile.Everything, Add = AddLog(HostileLog.Call.Everything) },
        ["log: Log"] = new() { Add = AddLog(HostileLog.Call.Log) },
        ["log: Debug"] = new() { Add = AddLog(HostileLog.Call.Log, LogLevel.Debug) },
        ["log: Information"] = new() { Add = AddLog(HostileLog.Call.Log, LogLevel.Information) },
        ["log: Warning"] = new() { Add = AddLog(HostileLog.Call.Log, LogLevel.Warning) },
        ["log: Error"] = new() { Add = AddLog(HostileLog.Call.Log, LogLevel.Error) },
        ["log: Critical"] = new() { Add = AddLog(HostileLog.Call.Log, LogLevel.Critical) },
        ["log: IsEnabled"] = new() { Add = AddLog(HostileLog.Call.IsEnabled) },
        ["log: BeginScope"] = new() { Add = AddLog(HostileLog.Call.BeginScope) },
        ["log: the scope's end"] = new() { Add = AddLog(HostileLog.Call.EndScope) },
        ["log: everything"] = new() { Add = AddLog(HostileLog.Call.Everything) },
        ["observer"] = new() { Add = services => services.AddSingleton<IJobObserver, HostileObserver>() },
        ["observer, and it is not logged"] = new()
        {
            Add = services => AddLog(HostileLog.Call.Everything)(services.AddSingleton<IJobObserver, HostileObserver>()),
        },
        ["limiter throws"] = Limiter(HostileLimiter.Way.Throws),
        ["limiter throws at once"] = Limiter(HostileLimiter.Way.ThrowsAtOnce),
        ["limiter refuses"] = Limiter(HostileLimiter.Way.Refuses),
        ["limiter refuses and says at once"] = Limiter(HostileLimiter.Way.RefusesWithoutPause),
        ["limiter refuses and says never"] = Limiter(HostileLimiter.Way.RefusesForEver),
        ["limiter's lease"] = Limiter(HostileLimiter.Way.LeaseThrows),
        ["inbox before"] = new()
        {
            Add = services => services.AddScoped<IInbox>(_ => new HostileInbox(after: false)),
            Runs = 0,
            Ends = _ => Ending.Failure,
        },
        ["inbox after"] = new()
        {
            Add = services => services.AddScoped<IInbox>(_ => new HostileInbox(after: true)),
            Ends = ending => ending == Ending.Success ? Ending.Failure : ending,
        },
        ["inbox cannot be made"] = new()
        {
            Add = services => services.AddScoped<IInbox>(_ => throw new IOException("no inbox")),
            Runs = 0,
            Ends = _ => Ending.Failure,
        },
        ["scope's end"] = new()
        {
            Add = services => services.AddScoped<HostileService>(),
            Touch = services => services.GetRequiredService<HostileService>(),
            Ends = ending => ending == Ending.Success ? Ending.Failure : ending,
        },
        ["service cannot be made"] = new()
        {
            Add = services => services.AddScoped<HostileService>(_ => throw new IOException("no service")),
            Touch = services => services.GetRequiredService<HostileService>(),
            Ends = _ => Ending.Failure,
        },
        ["service is not registered"] = new()
        {
            Touch = services => services.GetRequiredService<HostileService>(),
            Ends = _ => Ending.Failure,
        },
        ["serializer"] = new()
        {
            Options = options => options.Json.Converters.Add(new HostileConverter()),
            Runs = 0,
            Ends = _ => Ending.Invalid,
        },
        ["contract's validator"] = new() { Contracts = new HostileContracts(), Runs = 0, Ends = _ => Ending.Failure },
        ["final handler"] = new() { Final = (_, _) => throw new HostileExceptions.Failing(Hostile.Everything) },
        ["activity: sampling"] = new() { Listen = () => Listener(sample: true) },
        ["activity: start"] = new() { Listen = () => Listener(started: true) },
        ["activity: stop"] = new() { Listen = () => Listener(stopped: true) },
        ["measurement"] = new() { Listen = Meters },
    };

    private readonly ConcurrentDictionary<string, int> _runs = new();

    public enum Ending
    {
        Success,
        Failure,
        Stop,
        Invalid,
    }

    private static IEnumerable<TestCaseData> Sweep() =>
        from fault in Faults.Keys
        from ending in Enum.GetValues<Ending>()
        from queues in new[] { QueueType.Quorum, QueueType.Classic }
        select new TestCaseData(fault, ending, queues);

    [TestCaseSource(nameof(Sweep))]
    public async Task Attempt_ForeignCodeThrows_EachJobEndsOnceInItsPlace(string name, Ending ending, QueueType queues)
    {
        var fault = Faults[name];
        var expected = fault.Ends(ending);
        using var listener = fault.Listen?.Invoke();
        await using var ponos = await PonosHarness.StartAsync(services =>
        {
            fault.Add?.Invoke(services);
            var builder = services.AddPonos("s", Catalog(fault, ending), options =>
            {
                options.QueueType = queues;
                options.Retry.MaxAttempts = MaxAttempts;
                options.AttemptTimeout = TimeSpan.FromHours(1);
                fault.Options?.Invoke(options);
            });
            if (fault.Contracts is { } contracts)
            {
                builder.UseJson(_ => new JobJson(new SystemTextJsonSerializer(SystemTextJsonSerializer.CreateOptions()), contracts));
            }
        });

        for (var i = 0; i < Jobs; i++)
        {
            await ponos.SendForeignAsync("s", "s.task", """{"text":"x"}"""u8.ToArray());
        }

        await ponos.AdvanceAsync(TimeSpan.FromMinutes(30));

        var dead = ponos.Services.GetRequiredService<IDeadLetters>();
        Assert.That(await dead.ListAsync("s.task"), Has.Count.EqualTo(expected is Ending.Stop or Ending.Failure ? Jobs : 0), "dead");
        Assert.That(
            await dead.ListAsync("s.task", DeadLetterKind.Invalid), Has.Count.EqualTo(expected is Ending.Invalid ? Jobs : 0), "invalid");
        Assert.That(_runs.Values, Has.All.EqualTo(fault.Runs ?? (expected is Ending.Failure ? MaxAttempts : 1)), "runs of each job");
        Assert.That(_runs, Has.Count.EqualTo(fault.Runs is 0 ? 0 : Jobs));
        Assert.That(
            ponos.Settled.Count(job => job.Outcome is not (JobOutcome.Failed or JobOutcome.Interrupted)),
            Is.EqualTo(Jobs),
            "each is told of once");
        Assert.That(
            (await ponos.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries["ponos.s"].Status,
            Is.EqualTo(HealthStatus.Healthy));

        // The slot is free: the next job comes to its handler's queue and ends as well.
        await ponos.SendForeignAsync("s", "s.task", """{"text":"x"}"""u8.ToArray());
        await ponos.AdvanceAsync(TimeSpan.FromMinutes(30));
        Assert.That(ponos.Settled.Count(job => job.Outcome is not (JobOutcome.Failed or JobOutcome.Interrupted)), Is.EqualTo(Jobs + 1));
    }

    [TestCase(HostileLimiter.Way.Throws)]
    [TestCase(HostileLimiter.Way.ThrowsAtOnce)]
    public async Task Limiter_Down_JobsWaitAndHealthSaysWhy(object way)
    {
        var limiter = new HostileLimiter((HostileLimiter.Way)way, int.MaxValue);
        await using var ponos = await PonosHarness.StartAsync(services =>
        {
            services.AddKeyedSingleton<RateLimiter>("s.task", limiter);
            services.AddPonos("s", HandlerCatalog.Empty).MapTask("s.task", (Job _) => Task.CompletedTask);
        });

        await ponos.PublishTaskAsync("s.task", new { });
        await ponos.AdvanceAsync(TimeSpan.FromMinutes(10));

        Assert.That(ponos.Settled, Is.Empty);
        Assert.That(limiter.Asked, Is.InRange(2, 60), "It is asked again and again, and not in a loop.");
        var health = (await ponos.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries["ponos.s"];
        Assert.That(health.Status, Is.EqualTo(HealthStatus.Degraded));
        Assert.That(health.Description, Does.Contain("s.s.task").And.Contain("store of the limiter is down"));
        Assert.That(await ponos.Services.GetRequiredService<IDeadLetters>().ListAsync("s.task"), Is.Empty);
    }

    private HandlerCatalog Catalog(Fault fault, Ending ending) => new(
        [
            new HandlerDescriptor<Text>(JobKind.Task, "s.task", "s.task", (_, context) =>
            {
                _runs.AddOrUpdate(context.MessageId!, 1, static (_, runs) => runs + 1);
                fault.Touch?.Invoke(context.Services);
                return ending switch
                {
                    Ending.Success => Task.CompletedTask,
                    Ending.Failure => Task.FromException(new HostileExceptions.Failing(fault.How)),
                    Ending.Stop => Task.FromException(new HostileExceptions.Stopping(fault.How)),
                    _ => Task.FromException(new HostileExceptions.Breaking(fault.How)),
                };
            }),
        ],
        [],
        finalHandlers: fault.Final is { } final ? [new HandlerDescriptor<Job>(JobKind.Task, "s.task", "final", final)] : null);

    [SetUp]
    public void Forget() => _runs.Clear();

    private static Action<IServiceCollection> AddLog(HostileLog.Call fails, LogLevel level = LogLevel.None) => services =>
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new HostileLog(fails, level)));

    private static Fault Limiter(HostileLimiter.Way way) => new()
    {
        Add = services => services.AddKeyedSingleton<RateLimiter>("s.task", (_, _) => new HostileLimiter(way, 5)),
    };

    private static ActivityListener Listener(bool sample = false, bool started = false, bool stopped = false)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Ponos",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => sample
                ? throw new IOException("sampling")
                : ActivitySamplingResult.AllDataAndRecorded,
            ActivityStarted = _ => Fail(started),
            ActivityStopped = _ => Fail(stopped),
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private static MeterListener Meters()
    {
        var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == "Ponos")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>(static (_, _, _, _) => Fail(true));
        listener.SetMeasurementEventCallback<double>(static (_, _, _, _) => Fail(true));
        listener.Start();
        return listener;
    }

    private static void Fail(bool fails)
    {
        if (fails)
        {
            throw new IOException("A listener failed.");
        }
    }

    public sealed record Text([property: JsonPropertyName("text")] string Value);

    /// <summary>What throws, and what that may change about a job's end.</summary>
    private sealed record Fault
    {
        public Hostile How { get; init; }

        public Action<IServiceCollection>? Add { get; init; }

        public Action<PonosOptions>? Options { get; init; }

        public IContractCompiler? Contracts { get; init; }

        public Action<IServiceProvider>? Touch { get; init; }

        public Func<Job, JobContext, Task>? Final { get; init; }

        public Func<IDisposable>? Listen { get; init; }

        /// <summary>How often each job comes to its handler, where it is not by how it ends.</summary>
        public int? Runs { get; init; }

        /// <summary>How a job ends whose handler means it to end so.</summary>
        public Func<Ending, Ending> Ends { get; init; } = ending => ending;
    }

    private sealed class HostileObserver : IJobObserver
    {
        public void OnSettled(SettledJob job) => throw new HostileExceptions.Failing(Hostile.Everything);
    }

    private sealed class HostileInbox(bool after) : IInbox
    {
        public async Task<bool> RunOnceAsync(string queue, string messageId, Func<Task> handle, CancellationToken cancellationToken)
        {
            if (after)
            {
                await handle();
            }

            throw new IOException("The inbox is down.");
        }
    }

    private sealed class HostileService : IDisposable
    {
        public void Dispose() => throw new IOException("A service could not be disposed.");
    }

    private sealed class HostileConverter : JsonConverter<string>
    {
        public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new IOException("A converter failed.");

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
    }

    private sealed class HostileContracts : IContractCompiler, IContractValidator
    {
        public IContractValidator Compile(string schema) => this;

        public IReadOnlyList<ContractViolation> Check(ReadOnlySpan<byte> job) => throw new HostileExceptions.Failing(Hostile.Everything);
    }
}
