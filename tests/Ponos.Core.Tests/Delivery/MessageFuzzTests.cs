using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Ponos.Core.Tests.Support;
using Ponos.Handlers;
using Ponos.Tests.Support;
using Ponos.Topology;
using Ponos.Transport;
using Ponos.Transport.InMemory;

namespace Ponos.Core.Tests.Delivery;

/// <summary>Whole messages as a stranger might send them, on the embedded broker.</summary>
public sealed class MessageFuzzTests
{
    private const int Messages = 100_000;
    private const string Queue = "s.docks.clean";

    [Test, CancelAfter(120_000)]
    public async Task Messages_OfAnyKind_AreSettledOnceEachAndHarmNothing(CancellationToken cancellationToken)
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("PONOS_FUZZ_SEED"), out var given) ? given : Environment.TickCount;
        await TestContext.Out.WriteLineAsync($"PONOS_FUZZ_SEED={seed}");
        var (random, outcomes, lines) = (new Random(seed), new CountedOutcomes(), new LineCheck());
        var bodies = new FuzzedBodies(random);
        var tables = RandomHeaders.Sample(2_000).ToArray();
        var broker = new InMemoryBroker(TimeProvider.System);
        using var host = Build(broker, outcomes, lines);
        await host.StartAsync(cancellationToken);
        await using var stranger = new InMemoryTransport(broker);

        for (var number = 0; number < Messages; number++)
        {
            await stranger.SendAsync(Next(number), cancellationToken);
        }

        while (outcomes.Total < Messages)
        {
            await Task.Delay(10, cancellationToken);
        }

        var parked = await CountAsync(stranger, QueueNames.Dead(Queue), cancellationToken)
            + await CountAsync(stranger, QueueNames.Invalid(Queue), cancellationToken);
        await host.StopAsync(cancellationToken);
        await TestContext.Out.WriteLineAsync($"{outcomes}; longest line {lines.Longest} characters");
        Assert.That(outcomes.Total, Is.EqualTo(Messages), "Each is settled once.");
        Assert.That(parked, Is.EqualTo(outcomes.Parked), "What was not handled is kept.");
        Assert.That(
            outcomes.Kinds, Is.SupersetOf(new[]
            {
                JobOutcome.Succeeded,
                JobOutcome.Duplicate,
                JobOutcome.Invalid,
                JobOutcome.Undecodable,
                JobOutcome.Exhausted,
                JobOutcome.Expired,
            }));
        Assert.That(lines.Longest, Is.LessThan(8 * 1024));
        Assert.That(lines.Foreign, Is.Empty, "No line has characters that steer a terminal.");

        OutgoingJob Next(int number) => new()
        {
            Address = JobAddress.Queue(Queue),
            Name = "docks.clean",
            Type = random.Next(4) == 0 ? Text() : "docks.clean",
            MessageId = random.Next(10) switch { 0 => "taken", 1 => null, 2 => Text(), _ => $"{number}" },
            AppId = random.Next(2) == 0 ? Text() : null,
            Timestamp = random.Next(2) == 0 ? DateTimeOffset.FromUnixTimeSeconds(random.NextInt64(-60_000_000_000, 250_000_000_000)) : null,
            Body = bodies.Next(),
            Headers = random.Next(3) == 0
                ? null
                : new Dictionary<string, object?>(tables[random.Next(tables.Length)])
                {
                    [Marked()] = random.Next(2) == 0 ? 1 : random.NextInt64(),
                },
        };

        string Text() => System.Text.Encoding.UTF8.GetString(bodies.Name(255));

        string Marked() =>
            random.Next(20) switch { 0 => JobHeaders.NotAfter, 1 => JobHeaders.Attempt, 2 => JobHeaders.PublishedAt, _ => "other" };
    }

    private static IHost Build(InMemoryBroker broker, CountedOutcomes outcomes, LineCheck lines)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = Environments.Development });
        builder.Logging.AddProvider(lines);
        builder.Services.AddSingleton(broker).AddSingleton<IJobObserver>(outcomes);
        builder.Services.AddPonos("s", HandlerCatalog.Empty, options => options.Concurrency = 8)
            .MapTask(
                "docks.clean",
                (Job job) => job.Body.Span.IndexOf("fails"u8) >= 0
                    ? throw new IOException($"no dock: {job.Name}\u202e\n")
                    : Task.CompletedTask,
                new HandlerSettings { MaxAttempts = 2, Delay = TimeSpan.Zero },
                """{"type":"object","properties":{"dock":{"type":"string","minLength":1,"maxLength":20}},"required":["dock"],"additionalProperties":false}""");
        return builder.Build();
    }

    private static async Task<long> CountAsync(InMemoryTransport transport, string queue, CancellationToken cancellationToken)
    {
        await using var reader = await transport.ReadAsync(queue, cancellationToken);
        return reader!.Count;
    }
}
