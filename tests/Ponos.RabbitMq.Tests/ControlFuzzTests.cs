using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Ponos.Control;
using Ponos.Handlers;
using Ponos.RabbitMq.Tests.Support;
using Ponos.Tests.Support;
using RabbitMQ.Client;

namespace Ponos.RabbitMq.Tests;

/// <summary>Questions and orders as a stranger might send them to the desk of a process.</summary>
[Category("Long")]
internal sealed class ControlFuzzTests : WorkerFixture
{
    private const int Messages = 6_000;
    private const int MostOfALine = 8 * 1024;

    private static readonly string[] Names =
    [
        "ponos.control.describe", "ponos.control.contracts", "ponos.control.pause", "ponos.control.resume", "ponos.control.concurrency",
        "ponos.control.cancel", "ponos.control.answer", "work", "",
    ];

    private static readonly string[] Orders =
    [
        """{"by":"x","jobName":"work","reason":"because"}""",
        """{"by":"x","jobName":"work"}""",
        """{"by":"x","jobName":"work","concurrency":1}""",
        """{"by":"x","jobName":"work","messageId":"the-one","then":"Dead"}""",
        """{"by":"x"}""",
    ];

    [Test, CancelAfter(120_000)]
    public async Task Questions_OfAnyKind_ChangeNothingAndTheDeskGoesOn(CancellationToken cancellationToken)
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("PONOS_FUZZ_SEED"), out var given) ? given : Environment.TickCount;
        await TestContext.Out.WriteLineAsync($"PONOS_FUZZ_SEED={seed}");
        var (name, lines, release) = (Unique("desk"), new LineCheck(), new TaskCompletionSource());
        using var host = Build(name, lines, release.Task);
        await host.StartAsync(cancellationToken);
        await using var asking = OperatorHost.Start(Broker.Uri);
        await host.Services.GetRequiredService<IPublisher>()
            .PublishTaskAsync("work", new { }, new PublishOptions { MessageId = "the-one" }, cancellationToken);
        ProcessReport? before = null;
        await EventuallyAsync(
            async () =>
                (before = (await asking.Operator.DescribeAsync(name, cancellationToken)).SingleOrDefault())?.Handlers.Single().Running.Count
                    == 1,
            TimeSpan.FromSeconds(20),
            "it answers, and the job runs");

        await SendAsync(new Random(seed), name, $"ponos.control.{name}.{before!.Instance}", cancellationToken);

        ProcessReport? after = null;
        await EventuallyAsync(
            async () => (after = (await asking.Operator.DescribeAsync(name, cancellationToken)).SingleOrDefault()) is not null,
            TimeSpan.FromSeconds(60),
            "it answers still");
        var handler = after!.Handlers.Single();
        release.SetResult();
        Assert.Multiple(() =>
        {
            Assert.That(handler.State, Is.EqualTo(QueueState.Consuming));
            Assert.That(handler.Concurrency, Is.EqualTo(3));
            Assert.That(handler.Running.Single().MessageId, Is.EqualTo("the-one"), "It was not cancelled.");
            Assert.That(after.Instance, Is.EqualTo(before.Instance));
            Assert.That(lines.Longest, Is.LessThan(MostOfALine));
            Assert.That(lines.Foreign, Is.Empty, "No line has characters that steer a terminal.");
        });
    }

    /// <summary>
    /// Orders that keep their contract come by a way that is not theirs, or with nowhere to answer; by the right way come those
    /// that keep none.
    /// </summary>
    private async Task SendAsync(Random random, string service, string queue, CancellationToken cancellationToken)
    {
        var bodies = new FuzzedBodies(random);
        for (var i = 0; i < Messages; i++)
        {
            var type = random.Next(8) == 0 ? Any(bodies, 255) : Names[random.Next(Names.Length)];
            var order = Encoding.UTF8.GetBytes(Orders[random.Next(Orders.Length)]);
            var properties = new BasicProperties
            {
                Type = type,
                ReplyTo = random.Next(3) == 0 ? Any(bodies, 255) : $"answer.{random.Next():x}",
                CorrelationId = random.Next(2) == 0 ? Any(bodies, 255) : null,
                AppId = Any(bodies, 255),
            };
            var (exchange, key, body) = random.Next(5) switch
            {
                0 => ("", queue, order),
                1 =>
                    ("ponos.control", service,
                        type == "ponos.control.describe" || type == "ponos.control.contracts" ? bodies.Next() : order),
                2 => ("ponos.control", service, bodies.Next()),
                3 => ("ponos.control.orders", service, bodies.Next()),
                _ => ("ponos.control.orders", service, Broken(random, order)),
            };
            await Raw.BasicPublishAsync(exchange, key, mandatory: false, properties, body, cancellationToken);
        }
    }

    /// <summary>An order with something in it that no contract has: whatever else changed, it is refused.</summary>
    private static byte[] Broken(Random random, byte[] order) => random.Next(3) switch
    {
        0 => order[..random.Next(order.Length)],
        1 => [.. order[..^1], .. ",\"more\":1}"u8],
        _ => [.. "["u8, .. order, .. "]"u8],
    };

    private static string Any(FuzzedBodies bodies, int most)
    {
        var text = Encoding.UTF8.GetString(bodies.Name(most));
        return Encoding.UTF8.GetByteCount(text) <= most ? text : "x";
    }

    private IHost Build(string service, LineCheck lines, Task release)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = Environments.Production });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["ConnectionStrings:RabbitMq"] = Broker.Uri });
        builder.Logging.AddProvider(lines).SetMinimumLevel(LogLevel.Trace);
        builder.Services.AddPonos(service, HandlerCatalog.Empty, options => options.Concurrency = 3).MapTask("work", (Job _) => release);
        return builder.Build();
    }
}
