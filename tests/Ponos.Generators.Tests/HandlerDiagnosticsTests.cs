using Ponos.Generators.Tests.Support;

namespace Ponos.Generators.Tests;

public sealed class HandlerDiagnosticsTests
{
    private const string Jobs =
        """
        public sealed record Job1(string Name);
        [Task("declared")] public sealed record Declared(string Name);
        public interface IService;

        """;

    [TestCase("#.a.#.b.#")]
    [TestCase("#.#.#.#")]
    public void ManyHashes_InAPattern_IsReported(string pattern) =>
        SampleProject.Of($"public static class Workers {{ [Event(\"{pattern}\")] public static Task One(Job job) => Task.CompletedTask; }}")
            .AssertReports("PONOS022", $"'{pattern}'", "Workers.One");

    [TestCase("#")]
    [TestCase("#.a.#")]
    [TestCase("*.a.*.b.*")]
    public void ManyHashes_AtMostTwo_IsNotReported(string pattern) =>
        SampleProject.Of($"public static class Workers {{ [Event(\"{pattern}\")] public static Task One(Job job) => Task.CompletedTask; }}")
            .AssertReportsNothing();

    [TestCase(
        "[Task(\"a\")] public static Task One(Job1 job) => Task.CompletedTask; "
        + "[Task(\"a\")] public static Task Two(Job1 job) => Task.CompletedTask;")]
    [TestCase(
        "[Event(\"a\")] public static Task One(Job1 job) => Task.CompletedTask; "
        + "[Event(\"a\")] public static Task Two() => Task.CompletedTask;")]
    [TestCase(
        "[Event(\"a\")] public static Task One(Job1 job) => Task.CompletedTask; "
        + "[Task(\"a\")] public static Task Two() => Task.CompletedTask;")]
    public void DuplicateHandler_TwoForOneName_IsReportedAtTheSecond(string methods) =>
        Class(methods).AssertReports("PONOS001", "'a'", "'Workers.One' and 'Workers.Two'");

    [Test]
    public void DuplicateHandler_TwoNamesOrPatternBeside_IsNotReported() =>
        Class(
            """
            [Event("a.b")] public static Task One() => Task.CompletedTask;
            [Event("a.*")] public static Task Two() => Task.CompletedTask;
            [Task("c"), Event("d")] public static Task Three() => Task.CompletedTask;
            """).AssertReportsNothing();

    [TestCase("[Task(\"Clean Up\")]", "Clean Up")]
    [TestCase("[Task(\"\")]", "''")]
    [TestCase("[Task(null!)]", "null")]
    [TestCase("[Task(\"a.*\")]", "'a.*'")]
    [TestCase("[Event(\"a.b*\")]", "'*' (one word)")]
    public void BadName_OnMethod_IsReported(string attribute, string word) =>
        Class(attribute + " public static Task One() => Task.CompletedTask;").AssertReports("PONOS002", word, "Workers.One");

    [TestCase("[Event(\"a.*\")]", "only an [Event] on a method listens to a pattern")]
    [TestCase("[Task(\"a\", Service = \"my service\")]", "'my service' cannot be the service's name")]
    [TestCase("[Task(\".\")]", "'.'")]
    public void BadName_OnRecord_IsReported(string attribute, string word) =>
        SampleProject.Of(attribute + " public sealed record One(string Name);").AssertReports("PONOS002", word, "'One'");

    [TestCase("public static void One() { }", "returns void")]
    [TestCase("public static async void One() { await Task.Yield(); }", "is async void")]
    [TestCase("public static Task<int> One() => Task.FromResult(1);", "returns 'Task<int>', whose result nobody would get")]
    [TestCase("public static ValueTask<int> One() => default;", "'ValueTask<int>'")]
    [TestCase("public static int One() => 1;", "returns 'int'")]
    [TestCase("public static Task? One() => null;", "may return null")]
    public void WrongReturnType_NoTask_IsReported(string method, string word) =>
        Class("[Task(\"a\")] " + method).AssertReports("PONOS003", word, "Workers.One", "return Task or ValueTask");

    [TestCase("public static Task One() => Task.CompletedTask;")]
    [TestCase("public static ValueTask One() => default;")]
    [TestCase("public static async Task One() => await Task.Yield();")]
    public void WrongReturnType_TaskOrValueTask_IsNotReported(string method) =>
        Class("[Task(\"a\")] " + method).AssertReportsNothing();

    [TestCase("Job1 job, string dock", "'dock'", "'string'", "nobody can supply")]
    [TestCase("int number, Job1 job", "'number'", "'int'", "nobody can supply")]
    [TestCase("Job1 job, IService[] services", "'services'", "'IService[]'", "DI")]
    [TestCase("Job1 job, DayOfWeek day", "'day'", "'DayOfWeek'", "DI")]
    [TestCase("Job1 job, object any", "'any'", "'object'", "DI")]
    [TestCase("Job1 job, ref IService service", "'service'", "'ref'", "by value")]
    [TestCase("Job1 job, in CancellationToken ct", "'ct'", "'in'", "by value")]
    [TestCase("Job1 job, ReadOnlySpan<byte> bytes", "'bytes'", "ReadOnlySpan<byte>", "nobody can supply")]
    [TestCase("Job1 job, Declared other", "'job'", "second job", "one job")]
    [TestCase("Declared job, Job raw", "'raw'", "second job", "one job")]
    [TestCase("Job1 job, [FromKeyedServices] IService service", "'service'", "without a key", "write the key")]
    public void UnusableParameter_NobodySuppliesIt_IsReported(string parameters, params string[] words) =>
        Class($"[Task(\"a\")] public static Task One({parameters}) => Task.CompletedTask;").AssertReports("PONOS004", words);

    [TestCase("Job1 job, JobContext context, CancellationToken ct = default")]
    [TestCase("IService service, TimeProvider time, IEnumerable<IService> all, Func<IService> create, Job1 job")]
    [TestCase("Job1 job, [FromKeyedServices(\"key\")] IService service, IService? maybe")]
    public void UnusableParameter_JobContextTokenAndServices_IsNotReported(string parameters) =>
        Class($"[Task(\"a\")] public static Task One({parameters}) => Task.CompletedTask;").AssertReportsNothing();

    [TestCase("[Task(\"a\")] private static Task One() => Task.CompletedTask;", "the method is private")]
    [TestCase("[Task(\"a\")] public static Task One<T>() => Task.CompletedTask;", "the method is generic")]
    [TestCase("public static int One { [Task(\"a\")] get => 1; }", "an accessor of a property")]
    [TestCase("public static void Two() { [Task(\"a\")] static Task One() => Task.CompletedTask; _ = One(); }", "a local function")]
    [TestCase("public static Func<Task> Two { get; } = [Task(\"a\")] () => Task.CompletedTask;", "a lambda")]
    [TestCase("private static class Inner { [Task(\"a\")] public static Task One() => Task.CompletedTask; }", "its class is private")]
    [TestCase(
        "private static class Inner { public static class Deep { [Task(\"a\")] public static Task One() => Task.CompletedTask; } }",
        "'Inner' around it is private")]
    [TestCase("public class Inner<T> { [Task(\"a\")] public Task One() => Task.CompletedTask; }", "its class is generic")]
    [TestCase("public abstract class Inner { [Task(\"a\")] protected internal abstract Task One(); }", "its class is abstract")]
    [TestCase("public class Inner { [Task(\"a\")] protected Task One() => Task.CompletedTask; }", "the method is protected")]
    [TestCase("public struct Inner { [Task(\"a\")] public Task One() => Task.CompletedTask; }", "a struct")]
    [TestCase(
        "public class Inner<T> { [Task(\"a\")] public static Task One(T job, T other) => Task.CompletedTask; }", "its class is generic")]
    [TestCase("[Task(\"a\")] public static Task One<T>(T job, List<T> other) => Task.CompletedTask;", "the method is generic")]
    [TestCase("public interface IInner { [Task(\"a\")] Task One(); }", "an interface")]
    [TestCase("private protected sealed class Base; [Task(\"a\")] private sealed record Inner(string Name);", "the type is private")]
    public void Unreachable_GeneratedCodeCannotSeeIt_IsReported(string member, string word) =>
        SampleProject.Of($"public class Workers {{ {member} }}").AssertReports("PONOS008", word);

    [Test]
    public void Unreachable_FileLocalClass_IsReported() =>
        SampleProject.Of("file static class Workers { [Task(\"a\")] public static Task One() => Task.CompletedTask; }")
            .AssertReports("PONOS008", "its class is local to its file");

    [Test]
    public void Unreachable_ExtensionBlock_IsReported() =>
        SampleProject.Of(
            "public static class Workers { extension(string text) { [Task(\"a\")] public Task One() => Task.CompletedTask; } }")
            .AssertReports("PONOS008", "an extension block");

    [TestCase("internal static class Workers { [Task(\"a\")] internal static Task One() => Task.CompletedTask; }")]
    [TestCase("public class Workers { [Task(\"a\")] protected internal virtual Task One() => Task.CompletedTask; }")]
    [TestCase("public abstract class Workers { [Task(\"a\")] public static Task One() => Task.CompletedTask; }")]
    [TestCase("public static class Workers { internal sealed class Inner { [Task(\"a\")] public Task One() => Task.CompletedTask; } }")]
    public void Unreachable_InternalOrPublic_IsNotReported(string source) => SampleProject.Of(source).AssertReportsNothing();

    [TestCase("Retry(MaxAttempts = 2)", "[Retry]")]
    [TestCase("Timeout(\"1s\")", "[Timeout]")]
    [TestCase("Concurrency(2)", "[Concurrency]")]
    [TestCase("Prefetch(2)", "[Prefetch]")]
    [TestCase("Ack(AckMode.Immediate)", "[Ack]")]
    [TestCase("Expired(ExpiredJobs.Drop)", "[Expired]")]
    [TestCase("RateLimit(2)", "[RateLimit]")]
    [TestCase("Queue(MaxLength = 2)", "[Queue]")]
    [TestCase("Task(\"a\", Service = \"b\")", "Service on 'One'")]
    [TestCase("Task(\"a\", Priority = Priority.High)", "Priority on 'One'")]
    public void WithoutEffect_OnMethod_IsReported(string attribute, string word) =>
        Class($"[{attribute}] public static Task One() => Task.CompletedTask;").AssertReports("PONOS010", word);

    [TestCase("Filter<Auditing>", "[Filter]")]
    [TestCase("Audited", "[Audited]")]
    public void WithoutEffect_FilterOrWhatDerivesFromIt_IsReported(string attribute, string word) =>
        SampleProject.Of(
            $$"""
            public sealed class Auditing : IJobFilter { public Task InvokeAsync(JobContext context, JobNext next) => next(context); }
            public sealed class AuditedAttribute : FilterAttribute<Auditing>;
            public static class Workers { [{{attribute}}] public static Task One() => Task.CompletedTask; }
            """).AssertReports("PONOS010", word, "the method is no handler");

    [Test]
    public void WithoutEffect_BroadcastOnRecord_IsReported() =>
        SampleProject.Of("[Event(\"a\", Broadcast = true)] public sealed record One(string Name);")
            .AssertReports("PONOS010", "Broadcast on 'One'");

    [Test]
    public void SettingOutOfRange_NoSuchPriority_IsReported() =>
        SampleProject.Of("[Task(\"a\", Priority = (Priority)7)] public sealed record One(string Name);")
            .AssertReports("PONOS007", "Priority of 'One' is 7; write one of Low, Normal, High");

    [Test]
    public void WithoutEffect_WhereTheyBelong_IsNotReported() =>
        SampleProject.Of(
            """
            [Task("a", Service = "b", Priority = Priority.Low)] public sealed record One(string Name);
            public static class Workers
            {
                [Event("c", Broadcast = true), Retry(MaxAttempts = 2), Timeout("1s")] public static Task On() => Task.CompletedTask;
            }
            """).AssertReportsNothing();

    [Test]
    public void Analyze_SuppressedWhereItStands_IsNotReported()
    {
        var diagnostics = Class(
            """
            #pragma warning disable PONOS010
            [Retry] public static Task One() => Task.CompletedTask;
            """).Analyze();

        Assert.That(diagnostics, Is.Empty);
    }

    private static SampleProject Class(string members) =>
        SampleProject.Of(Jobs + $"public static class Workers\n{{\n{members}\n}}");
}
