using System.Text;
using Ponos.Control;

namespace Ponos.Dashboard.Tests.Support;

/// <summary>Reports, contracts and dead jobs as services give them.</summary>
internal static class TestFleet
{
    public const string CleanUpSchema = """
        {"type":"object","properties":{"dock":{"type":"string","pattern":"^[a-z]+-[0-9]$","maxLength":64},"keep":{"type":"integer","minimum":0},"force":{"type":"boolean"},"token":{"type":"string","x-secret":true}},"required":["dock"]}
        """;

    /// <summary>Any text was a dock.</summary>
    public static readonly string OlderSchema = CleanUpSchema.Replace("\"pattern\":\"^[a-z]+-[0-9]$\",", "", StringComparison.Ordinal);

    public static readonly DateTimeOffset Now = new(2026, 11, 29, 18, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// A service <c>images</c> of two processes that cleans up, and <c>health</c>, which asks it to by an older contract.
    /// </summary>
    public static RecordedOperator Create()
    {
        var broker = new RecordedOperator();
        broker.Reports.Add(Process("images", "images-a"));
        broker.Reports.Add(Process("images", "images-b"));
        broker.Reports.Add(Process("health", "health-a") with
        {
            Handlers = [],
            Contracts = [new ContractMark
            {
                Kind = JobKind.Task,
                Name = "docker.images.cleanup",
                Hash = "47a3aaaaaaaa",
                Sends = true,
                Receives = false,
            }],
        });
        broker.Contracts.Add(new ProcessContracts
        {
            Service = "images",
            Instance = "images-a",
            Contracts = [new ContractReport
            {
                Kind = JobKind.Task,
                Name = "docker.images.cleanup",
                Hash = "7fd3bbbbbbbb",
                Schema = CleanUpSchema,
                Sends = false,
                Receives = true,
                Queue = "images.docker.images.cleanup",
            }],
        });
        broker.Contracts.Add(new ProcessContracts
        {
            Service = "health",
            Instance = "health-a",
            Contracts = [new ContractReport
            {
                Kind = JobKind.Task,
                Name = "docker.images.cleanup",
                Hash = "47a3aaaaaaaa",
                Schema = OlderSchema,
                Sends = true,
                Receives = false,
                SentTo = "images.docker.images.cleanup",
            }],
        });
        Queue(broker, "images.docker.images.cleanup", 12, consumers: 2);
        Queue(broker, "images.docker.images.cleanup.dead", 0, 0);
        Queue(broker, "images.docker.images.cleanup.invalid", 0, 0);
        return broker;
    }

    /// <summary>Contracts without anything secret.</summary>
    public static void ForgetSecrets(RecordedOperator broker)
    {
        for (var i = 0; i < broker.Contracts.Count; i++)
        {
            broker.Contracts[i] = broker.Contracts[i] with
            {
                Contracts = [.. broker.Contracts[i].Contracts.Select(
                    one => one with { Schema = one.Schema.Replace(",\"x-secret\":true", "", StringComparison.Ordinal) })],
            };
        }
    }

    public static void Queue(RecordedOperator broker, string name, long ready, int consumers) =>
        broker.Queues[name] = new QueueReport { Queue = name, Ready = ready, Consumers = consumers };

    /// <summary>Puts jobs among the dead or invalid ones of <c>images</c>.</summary>
    public static RecordedDeadLetters Bury(RecordedOperator broker, DeadLetterKind kind, params DeadLetter[] letters)
    {
        if (!broker.Dead.TryGetValue(("images", "docker.images.cleanup", kind), out var queue))
        {
            broker.Dead[("images", "docker.images.cleanup", kind)] = queue = new RecordedDeadLetters();
        }

        queue.Letters.AddRange(letters);
        Queue(broker, $"images.docker.images.cleanup.{(kind == DeadLetterKind.Dead ? "dead" : "invalid")}", queue.Letters.Count, 0);
        return queue;
    }

    public static DeadLetter Letter(string id, string body = """{"dock":"eu-1","tid":"t-1"}""") => new()
    {
        MessageId = id,
        Name = "docker.images.cleanup",
        Reason = "exhausted",
        Queue = "images.docker.images.cleanup",
        Body = Encoding.UTF8.GetBytes(body),
        ErrorType = "System.IO.IOException",
        Error = "the disk is full",
        Attempt = 3,
        DiedAt = Now - TimeSpan.FromMinutes(5),
        PublishedAt = Now - TimeSpan.FromMinutes(9),
        PublishedBy = "health",
        Tid = "t-1",
        PublisherContract = "47a3aaaaaaaa",
        EnforcedContract = "7fd3bbbbbbbb",
    };

    public static DeadLetter InvalidLetter(string id, string body) => Letter(id, body) with
    {
        Reason = "invalid",
        ErrorType = null,
        Error = "/dock pattern",
        Attempt = 1,
    };

    public static ProcessReport Process(string service, string instance) => new()
    {
        Service = service,
        Instance = instance,
        Host = "worker-1",
        ProcessId = 4711,
        Version = "2.3.1",
        PonosVersion = "0.1.0",
        Since = Now - TimeSpan.FromHours(3),
        At = Now,
        Control = ControlLevel.Full,
        Handlers = [Handler()],
        Contracts =
        [
            new ContractMark { Kind = JobKind.Task, Name = "docker.images.cleanup", Hash = "7fd3bbbbbbbb", Sends = false, Receives = true },
        ],
        Published = 17,
    };

    public static HandlerReport Handler() => new()
    {
        Kind = JobKind.Task,
        JobName = "docker.images.cleanup",
        HandlerName = "ImageWorkers.CleanUp",
        Queue = "images.docker.images.cleanup",
        DeadQueue = "images.docker.images.cleanup.dead",
        InvalidQueue = "images.docker.images.cleanup.invalid",
        QueueType = QueueType.Quorum,
        State = QueueState.Consuming,
        Concurrency = 4,
        ConfiguredConcurrency = 4,
        Pending = 1,
        Prefetch = 8,
        Running = [new RunningJob
        {
            JobName = "docker.images.cleanup",
            MessageId = "run-1",
            Tid = "t-9",
            Attempt = 2,
            Since = Now - TimeSpan.FromSeconds(12),
            IsWaiting = false,
        }],
        MaxAttempts = 7,
        RetryDelay = TimeSpan.FromSeconds(2),
        MaxRetryDelay = TimeSpan.FromMinutes(10),
        AttemptTimeout = TimeSpan.FromMinutes(1),
        ContractHash = "7fd3bbbbbbbb",
        Outcomes = new Dictionary<JobOutcome, long> { [JobOutcome.Succeeded] = 1200, [JobOutcome.Failed] = 3 },
        RunTime = new TimeFigures { Count = 1024, P50 = 0.012, P95 = 0.2, P99 = 1.4 },
        WaitTime = new TimeFigures { Count = 1024, P50 = 0.003, P95 = 0.05, P99 = 0.3 },
    };
}
