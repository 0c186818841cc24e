using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Ponos.Handlers;
using Ponos.RabbitMq.Tests.Support;
using Ponos.Tests.Support;

namespace Ponos.RabbitMq.Tests;

/// <summary>Whole messages as a stranger might send them: any properties, any headers, any body, written by hand.</summary>
[Category("Long")]
internal sealed class MessageFuzzTests : WorkerFixture
{
    private const string Task = "docker.images.cleanup";
    private const int Publishers = 64;
    private static readonly int Messages = int.TryParse(Environment.GetEnvironmentVariable("PONOS_FUZZ_COUNT"), out var count) ? count : 100_000;
    private const int MostOfALine = 8 * 1024;
    private const long MostMemory = 300_000_000;

    [Test, CancelAfter(420_000)]
    public async Task Messages_OfAnyKind_AreSettledOnceEachAndHarmNothing(CancellationToken cancellationToken)
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("PONOS_FUZZ_SEED"), out var given) ? given : Environment.TickCount;
        await TestContext.Out.WriteLineAsync($"PONOS_FUZZ_SEED={seed}");
        var (service, outcomes, lines) = (Unique("images"), new Outcomes(), new LineCheck());
        using var host = Build(service, outcomes, lines);
        await host.StartAsync(cancellationToken);

        var left = Messages;
        var sent = await System.Threading.Tasks.Task.WhenAll(Enumerable.Range(0, Publishers).Select(number => PublishAsync(new MessageFuzz(seed + number), $"{service}.{Task}", TakeOne, cancellationToken)));
        var taken = sent.Sum(one => one.Taken);
        var refused = sent.SelectMany(one => one.Refused).GroupBy(reason => reason[..Math.Min(reason.Length, 40)]).Select(reason => $"{reason.Count()} × {reason.Key}");
        await EventuallyAsync(
            async () => await CountAsync($"{service}.{Task}") == 0 && outcomes.Total >= taken, TimeSpan.FromMinutes(3), $"all {taken} settled: {outcomes}");
        await host.StopAsync(cancellationToken);

        await TestContext.Out.WriteLineAsync($"{taken} taken by the broker, refused {string.Join(", ", refused)}; {outcomes}; longest line {lines.Longest} characters, most memory {outcomes.MostMemory / 1_000_000} MB");
        var parked = await CountAsync($"{service}.{Task}.dead") + await CountAsync($"{service}.{Task}.invalid");
        Assert.That(outcomes.Total, Is.EqualTo(taken), "Each is settled once.");
        Assert.That(parked, Is.EqualTo(outcomes.Parked), "What was not handled is kept.");
        Assert.That(outcomes.Kinds, Is.SupersetOf(new[] { JobOutcome.Succeeded, JobOutcome.Duplicate, JobOutcome.Invalid, JobOutcome.Undecodable, JobOutcome.Exhausted }));
        Assert.That(taken, Is.GreaterThan(Messages * 9 / 10), "The broker took nearly all.");
        Assert.That(lines.Longest, Is.LessThan(MostOfALine));
        Assert.That(lines.Foreign, Is.Empty, "No line has characters that steer a terminal.");
        Assert.That(outcomes.MostMemory, Is.LessThan(MostMemory));

        bool TakeOne() => Interlocked.Decrement(ref left) >= 0;
    }

    private IHost Build(string service, Outcomes outcomes, LineCheck lines)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = Environments.Production });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["ConnectionStrings:RabbitMq"] = Broker.Uri });
        builder.Logging.AddProvider(lines);
        builder.Services.AddSingleton<IJobObserver>(outcomes);
        builder.Services.AddPonos(service, HandlerCatalog.Empty, options => options.Concurrency = 8)
            .MapTask(
                Task,
                (Job job) => job.Body.Span.IndexOf("fails"u8) >= 0 ? throw new IOException($"no dock: {job.Name}\u202e\n") : System.Threading.Tasks.Task.CompletedTask,
                new HandlerSettings { MaxAttempts = 2, Delay = TimeSpan.Zero },
                """{"type":"object","properties":{"dock":{"type":"string","minLength":1,"maxLength":20}},"required":["dock"],"additionalProperties":false}""");
        return builder.Build();
    }

    private async Task<(int Taken, List<string> Refused)> PublishAsync(MessageFuzz messages, string queue, Func<bool> takeOne, CancellationToken cancellationToken)
    {
        var (taken, refused) = (0, new List<string>());
        var publisher = await RawPublisher.ConnectAsync(Broker.Port, cancellationToken);
        try
        {
            while (takeOne())
            {
                var (flags, properties, body) = messages.Next();
                if (await publisher.PublishAsync(queue, flags, properties, body) is not { } reason)
                {
                    taken++;
                    continue;
                }

                refused.Add(reason);
                await publisher.DisposeAsync();
                publisher = await RawPublisher.ConnectAsync(Broker.Port, cancellationToken);
            }
        }
        finally
        {
            await publisher.DisposeAsync();
        }

        return (taken, refused);
    }

    private sealed class Outcomes : IJobObserver
    {
        private readonly int[] _counts = new int[Enum.GetValues<JobOutcome>().Length];
        private int _total;

        public bool ReadsBodies => false;

        public int Total => Volatile.Read(ref _total);

        public long MostMemory { get; private set; }

        public IEnumerable<JobOutcome> Kinds => Enum.GetValues<JobOutcome>().Where(outcome => _counts[(int)outcome] > 0);

        public int Parked => _counts.Sum() - _counts[(int)JobOutcome.Succeeded] - _counts[(int)JobOutcome.Duplicate];

        public void OnSettled(SettledJob job)
        {
            Interlocked.Increment(ref _counts[(int)job.Outcome]);
            if (Interlocked.Increment(ref _total) % 5_000 == 0)
            {
                MostMemory = Math.Max(MostMemory, GC.GetTotalMemory(forceFullCollection: true));
            }
        }

        public override string ToString() => string.Join(", ", Kinds.Select(kind => $"{_counts[(int)kind]} {kind}"));
    }

    /// <summary>Looks at each line that is logged, and keeps none.</summary>
    private sealed class LineCheck : ILoggerProvider, ILogger
    {
        private int _longest;

        public int Longest => _longest;

        public ConcurrentQueue<string> Foreign { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            Look(0, state.ToString() ?? "");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Look(eventId.Id, formatter(state, exception));
        }

        private void Look(int id, string line)
        {
            InterlockedMax(line.Length);
            if (line.Any(Steers) && Foreign.Count < 10)
            {
                Foreign.Enqueue($"{id}: {string.Concat(line.Select(one => Steers(one) ? $"\\u{(int)one:x4}" : $"{one}"))}");
            }
        }

        public void Dispose()
        {
            // Nothing is held.
        }

        private static bool Steers(char one) => char.GetUnicodeCategory(one) is
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

        private void InterlockedMax(int length)
        {
            int before;
            while ((before = Volatile.Read(ref _longest)) < length && Interlocked.CompareExchange(ref _longest, length, before) != before)
            {
            }
        }
    }
}
