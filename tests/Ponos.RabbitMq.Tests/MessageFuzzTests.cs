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
    private static readonly int Messages = int.TryParse(Environment.GetEnvironmentVariable("PONOS_FUZZ_COUNT"), out var count)
        ? count
        : 100_000;
    private const int MostOfALine = 8 * 1024;
    private const long MostMemory = 300_000_000;

    [Test, CancelAfter(420_000)]
    public async Task Messages_OfAnyKind_AreSettledOnceEachAndHarmNothing(CancellationToken cancellationToken)
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("PONOS_FUZZ_SEED"), out var given) ? given : Environment.TickCount;
        await TestContext.Out.WriteLineAsync($"PONOS_FUZZ_SEED={seed}");
        var (service, outcomes, lines) = (Unique("images"), new CountedOutcomes(), new LineCheck());
        using var host = Build(service, outcomes, lines);
        await host.StartAsync(cancellationToken);

        var left = Messages;
        var sent = await System.Threading.Tasks.Task.WhenAll(Enumerable.Range(0, Publishers)
            .Select(number => PublishAsync(new MessageFuzz(seed + number), $"{service}.{Task}", TakeOne, cancellationToken)));
        var taken = sent.Sum(one => one.Taken);
        var refused = sent.SelectMany(one => one.Refused)
            .GroupBy(reason => reason[..Math.Min(reason.Length, 40)])
            .Select(reason => $"{reason.Count()} × {reason.Key}");
        await EventuallyAsync(
            async () => await CountAsync($"{service}.{Task}") == 0 && outcomes.Total >= taken,
            TimeSpan.FromMinutes(3),
            $"all {taken} settled: {outcomes}");
        await host.StopAsync(cancellationToken);

        await TestContext.Out.WriteLineAsync(
            $"{taken} taken by the broker, refused {string.Join(", ", refused)}; {outcomes}; "
            + $"longest line {lines.Longest} characters, most memory {outcomes.MostMemory / 1_000_000} MB");
        var parked = await CountAsync($"{service}.{Task}.dead") + await CountAsync($"{service}.{Task}.invalid");
        Assert.That(outcomes.Total, Is.EqualTo(taken), "Each is settled once.");
        Assert.That(parked, Is.EqualTo(outcomes.Parked), "What was not handled is kept.");
        Assert.That(outcomes.Kinds, Is.SupersetOf(
            new[] { JobOutcome.Succeeded, JobOutcome.Duplicate, JobOutcome.Invalid, JobOutcome.Undecodable, JobOutcome.Exhausted }));
        Assert.That(taken, Is.GreaterThan(Messages * 9 / 10), "The broker took nearly all.");
        Assert.That(lines.Longest, Is.LessThan(MostOfALine));
        Assert.That(lines.Foreign, Is.Empty, "No line has characters that steer a terminal.");
        Assert.That(outcomes.MostMemory, Is.LessThan(MostMemory));

        bool TakeOne() => Interlocked.Decrement(ref left) >= 0;
    }

    private IHost Build(string service, CountedOutcomes outcomes, LineCheck lines)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = Environments.Production });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["ConnectionStrings:RabbitMq"] = Broker.Uri });
        builder.Logging.AddProvider(lines);
        builder.Services.AddSingleton<IJobObserver>(outcomes);
        builder.Services.AddPonos(service, HandlerCatalog.Empty, options => options.Concurrency = 8)
            .MapTask(
                Task,
                (Job job) => job.Body.Span.IndexOf("fails"u8) >= 0
                    ? throw new IOException($"no dock: {job.Name}\u202e\n")
                    : System.Threading.Tasks.Task.CompletedTask,
                new HandlerSettings { MaxAttempts = 2, Delay = TimeSpan.Zero },
                """{"type":"object","properties":{"dock":{"type":"string","minLength":1,"maxLength":20}},"required":["dock"],"additionalProperties":false}""");
        return builder.Build();
    }

    private async Task<(int Taken, List<string> Refused)> PublishAsync(
        MessageFuzz messages, string queue, Func<bool> takeOne, CancellationToken cancellationToken)
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
}
