using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Ponos.Handlers;
using Ponos.RabbitMq.Tests.Support;
using RabbitMQ.Client;

namespace Ponos.RabbitMq.Tests;

/// <summary>What a stranger says of a job survives every copy that we make of it, and steers none; as bytes on the wire.</summary>
internal sealed class CopyTests : WorkerFixture
{
    private const string Task = "copied.job";

    /// <summary>By what a job is copied, and the queue that its copy is found in.</summary>
    private static IEnumerable<string> Ways =>
        ["retried after a delay, dead", "dead", "invalid", "dead, replayed, dead again", "invalid, replayed, invalid again"];

    [TestCaseSource(nameof(Ways)), CancelAfter(Bound)]
    public async Task Copy_OfAForeignJob_KeepsWhatItSaid(string way, CancellationToken cancellationToken)
    {
        var properties = new BasicProperties
        {
            ContentType = "application/vnd.acme+json",
            ContentEncoding = "identity",
            CorrelationId = "c-1",
            ReplyTo = "answers",
            Priority = 3,
            Expiration = "600000",
            MessageId = "m-1",
            Timestamp = new AmqpTimestamp(1_700_000_000_123),
            Type = Task,
            AppId = "them",
            UserId = "guest",
            Headers = new Dictionary<string, object?>
            {
                ["x-tenant"] = "acme",
                ["number"] = 7L,
                ["flag"] = true,
                ["when"] = new AmqpTimestamp(5),
                ["flat"] = new Dictionary<string, object?> { ["a"] = "b" },
            },
        };

        var copy = await CopyAsync(way, properties, cancellationToken);

        var (kept, sent) = (copy.BasicProperties, properties);
        Assert.That(
            (kept.ContentType, kept.ContentEncoding, kept.CorrelationId, kept.ReplyTo, kept.Priority, kept.MessageId, kept.Timestamp,
                kept.Type, kept.AppId),
            Is.EqualTo((sent.ContentType, sent.ContentEncoding, sent.CorrelationId, sent.ReplyTo, sent.Priority, sent.MessageId,
                sent.Timestamp, sent.Type, sent.AppId)));
        Assert.That((Header(copy, "x-tenant"), Header(copy, "number"), Header(copy, "flag")), Is.EqualTo(("acme", "7", "True")));
        Assert.That(kept.Headers!["when"], Is.EqualTo(new AmqpTimestamp(5)));
        Assert.That(kept.Headers["flat"], Is.EqualTo(new Dictionary<string, object?> { ["a"] = Encoding.UTF8.GetBytes("b") }));
        Assert.That(Header(copy, "ponos-original-user"), Is.EqualTo("guest"));
        Assert.That(kept.IsExpirationPresent(), Is.False, "It must not vanish from among the dead.");
        Assert.That(Header(copy, "ponos-cut"), Is.Null);
    }

    [TestCaseSource(nameof(Ways)), CancelAfter(Bound)]
    public async Task Copy_OfAJobThatSaysNothing_SaysNothing(string way, CancellationToken cancellationToken)
    {
        var copy = await CopyAsync(way, new BasicProperties(), cancellationToken);

        var kept = copy.BasicProperties;
        Assert.That(
            (kept.IsContentTypePresent(), kept.IsAppIdPresent(), kept.IsTimestampPresent(), kept.IsMessageIdPresent(), kept.IsTypePresent(),
                kept.IsPriorityPresent()),
            Is.EqualTo((false, false, false, false, false, false)));
    }

    [TestCaseSource(nameof(Ways)), CancelAfter(Bound)]
    public async Task Copy_OfAJobWithCc_GoesNowhereElse(string way, CancellationToken cancellationToken)
    {
        var victim = Unique("victim");
        await Raw.QueueDeclareAsync(victim, durable: true, exclusive: false, autoDelete: false, cancellationToken: cancellationToken);
        var steering = new List<object?> { victim };

        var copy = await CopyAsync(
            way,
            new BasicProperties
            {
                Headers = new Dictionary<string, object?> { ["CC"] = steering, ["BCC"] = steering, ["ponos-anything"] = "forged" },
            },
            cancellationToken);

        Assert.That(
            await CountAsync(victim), Is.EqualTo(1), "What the stranger's own publish put there, and that is the broker's to forbid.");
        Assert.That(copy.BasicProperties.Headers!.Keys, Has.None.AnyOf("CC", "BCC", "ponos-anything"));
        Assert.That(Header(copy, "ponos-cut"), Does.Contain("CC"));
    }

    [TestCaseSource(nameof(Ways)), CancelAfter(Bound)]
    public async Task Copy_OfAJobWith100KiBOfHeaders_FitsAndNamesWhatItLacks(string way, CancellationToken cancellationToken)
    {
        var headers = Enumerable.Range(0, 100).ToDictionary(number => $"x-{number:000}", number => (object?)new string('x', 1000));
        headers["nested"] = new Dictionary<string, object?>
        {
            ["list"] = Enumerable.Range(0, 100).Select(number => (object?)new Dictionary<string, object?> { ["n"] = number }).ToList(),
        };

        var copy = await CopyAsync(way, new BasicProperties { MessageId = "wide", Headers = headers }, cancellationToken);

        Assert.That(copy.BasicProperties.MessageId, Is.EqualTo("wide"));
        Assert.That(Header(copy, "x-000"), Has.Length.EqualTo(1000));
        Assert.That(Header(copy, "x-099"), Is.Null);
        Assert.That(Header(copy, "ponos-cut"), Does.Contain("x-099").And.Contain("nested"));
    }

    /// <summary>Publishes a job as a stranger does, and takes its last copy out of the queue where it ends.</summary>
    private async Task<BasicGetResult> CopyAsync(string way, BasicProperties properties, CancellationToken cancellationToken)
    {
        var retries = way.StartsWith("retried", StringComparison.Ordinal);
        var invalid = way.StartsWith("invalid", StringComparison.Ordinal);
        var service = await StartMappedAsync(Unique("copies"), builder => builder
            .Configure(options => options.Retry.InProcessLimit = TimeSpan.Zero)
            .MapTask(
                Task,
                (Job job, JobContext context) => System.Threading.Tasks.Task.FromException(new IOException("broken")),
                new HandlerSettings { MaxAttempts = retries ? 2 : 1, Delay = TimeSpan.FromSeconds(1), Jitter = false }));
        var queue = $"{service.Name}.{Task}";
        var grave = queue + (invalid ? ".invalid" : ".dead");

        await PublishRawAsync(queue, invalid ? "[1]" : "{}", properties);
        if (way.Contains("replayed", StringComparison.Ordinal))
        {
            await EventuallyAsync(async () => await CountAsync(grave) == 1, TimeSpan.FromSeconds(20), "the job is not in its grave");
            await service.Host.Services.GetRequiredService<IDeadLetters>()
                .ReplayAsync(Task, kind: invalid ? DeadLetterKind.Invalid : DeadLetterKind.Dead, cancellationToken: cancellationToken);
        }

        var copy = await TakeAsync(grave, cancellationToken);
        Assert.That(Text(copy), Is.EqualTo(invalid ? "[1]" : "{}"));
        Assert.That(Header(copy, "ponos-attempt"), Is.EqualTo(retries ? "2" : "1"));
        return copy;
    }
}
