using Ponos.Generators.Tests.Support;

namespace Ponos.Generators.Tests;

public sealed class SettingsDiagnosticsTests
{
    [TestCase("Retry(Delay = \"2 moments\")", "Delay", "'2 moments'")]
    [TestCase("Retry(MaxDelay = \"-1s\")", "MaxDelay", "'-1s'")]
    [TestCase("Retry(Delay = \"none\")", "Delay", "'none'")]
    [TestCase("Timeout(\"\")", "Timeout", "or 'none'")]
    [TestCase("Timeout(null!)", "Timeout", "'null'")]
    [TestCase("RateLimit(5, Per = \"a minute\")", "Per", "'a minute'")]
    [TestCase("RateLimit(5, Per = null!)", "Per", "'null'")]
    public void BadDuration_NoDuration_IsReported(string attribute, params string[] words) =>
        Handler(attribute).AssertReports("PONOS006", [.. words, "Workers.One", "'1m30s'"]);

    [TestCase("Retry(Delay = \"2s\", MaxDelay = \"00:10:00\"), Timeout(\"none\")")]
    [TestCase("Retry(Delay = null), Timeout(\"1h30m\")")]
    [TestCase("RateLimit(5, Per = \"00:01:00\")")]
    public void BadDuration_Duration_IsNotReported(string attribute) => Handler(attribute).AssertReportsNothing();

    [TestCase("Retry(MaxAttempts = 0)", "MaxAttempts", "is 0", "from 1 to 1000")]
    [TestCase("Retry(MaxAttempts = 1001)", "MaxAttempts", "is 1001", "from 1 to 1000")]
    [TestCase("Retry(Delay = \"2m\", MaxDelay = \"1m\")", "Delay", "'2m'", "'1m'")]
    [TestCase("Retry(Backoff = (Backoff)9)", "Backoff", "is 9", "Exponential, Linear, Constant")]
    [TestCase("Timeout(\"0s\")", "Timeout", "'0s'", "from '10ms' to '1d'")]
    [TestCase("Timeout(\"9ms\")", "Timeout", "'9ms'", "or 'none'")]
    [TestCase("Timeout(\"1d1ms\")", "Timeout", "'1d1ms'", "or 'none'")]
    [TestCase("Retry(Delay = \"30d1ms\")", "Delay", "'30d1ms'", "to '30d'")]
    [TestCase("Retry(MaxDelay = \"31d\")", "MaxDelay", "'31d'", "to '30d'")]
    [TestCase("Concurrency(0)", "Concurrency", "is 0", "from 1 to 10000")]
    [TestCase("Concurrency(10001)", "Concurrency", "is 10001", "from 1 to 10000")]
    [TestCase("Prefetch(0)", "Prefetch", "is 0", "from 1 to 65535")]
    [TestCase("Prefetch(65536)", "Prefetch", "is 65536", "from 1 to 65535")]
    [TestCase("Ack((AckMode)7)", "Ack", "is 7", "one of Coalesced, Immediate")]
    [TestCase("Expired((ExpiredJobs)7)", "Expired", "is 7", "one of Park, Drop")]
    [TestCase("Prefetch(4), Concurrency(5)", "Prefetch", "is 4", "at least the Concurrency, 5")]
    [TestCase("RateLimit(0)", "RateLimit", "is 0", "from 1 to 100000")]
    [TestCase("RateLimit(100001)", "RateLimit", "is 100001", "from 1 to 100000")]
    [TestCase("RateLimit(5, Per = \"0s\")", "Per", "'0s'", "from '1ms' to '1d'")]
    [TestCase("RateLimit(5, Per = \"00:00:00.0005\")", "Per", "'00:00:00.0005'", "from '1ms' to '1d'")]
    [TestCase("RateLimit(5, Per = \"1d1ms\")", "Per", "'1d1ms'", "from '1ms' to '1d'")]
    [TestCase("RateLimit(5, Scope = (RateScope)7)", "Scope", "is 7", "one of Process, Shared")]
    [TestCase("Concurrency(5, Scope = (ConcurrencyScope)7)", "Scope", "is 7", "one of Process, Shared")]
    [TestCase("Queue(MaxLength = -1)", "MaxLength", "is -1", "a whole number from 0")]
    [TestCase("Queue(MaxPriority = 256)", "MaxPriority", "is 256", "from 0 to 255")]
    [TestCase("Queue(Type = (QueueType)7)", "Type", "is 7", "Quorum, Classic")]
    public void OutOfRange_BeyondTheLimits_IsReported(string attribute, params string[] words) =>
        Handler(attribute).AssertReports("PONOS007", [.. words, "Workers.One"]);

    [TestCase("Retry(MaxAttempts = 1, Delay = \"1m\", MaxDelay = \"1m\"), Concurrency(1), Prefetch(1), Queue(MaxLength = 0)")]
    [TestCase("Retry(MaxAttempts = 1000), Concurrency(10000), Prefetch(65535), Queue(MaxLength = int.MaxValue)")]
    [TestCase("Concurrency(1000)")]
    [TestCase("Timeout(\"10ms\"), Retry(Delay = \"0s\", MaxDelay = \"30d\")")]
    [TestCase("Timeout(\"1d\"), Retry(Delay = \"PT1M\", MaxDelay = \"one-hour\")")]
    [TestCase("RateLimit(1, Per = \"1ms\")")]
    [TestCase("RateLimit(100_000, Per = \"1d\")")]
    public void OutOfRange_AtTheLimits_IsNotReported(string attribute) => Handler(attribute).AssertReportsNothing();

    private static SampleProject Handler(string attribute) => SampleProject.Of(
        $"public static class Workers {{ [Task(\"a\"), {attribute}] public static Task One() => Task.CompletedTask; }}");
}
