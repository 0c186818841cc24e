using Ponos.Generators.Tests.Support;

namespace Ponos.Generators.Tests;

public sealed class QueueRulesTests
{
    [TestCase("a.dead", "the dead jobs of the task 'a' (Workers.One)")]
    [TestCase("a.invalid", "the invalid jobs of the task 'a' (Workers.One)")]
    public void TwoOwners_TaskNamedAsACompanion_NamesBoth(string name, string owner) =>
        Class("[Task(\"a\")] public static Task One() => Task.CompletedTask; "
            + $"[Task(\"{name}\")] public static Task Two() => Task.CompletedTask;")
            .AssertReports("PONOS020", $"'{{service}}.{name}'", owner, $"the jobs of the task '{name}' (Workers.Two)");

    [Test]
    public void TwoOwners_TaskPublishedIntoTheQueueOfAnEvent_NamesBoth() =>
        SampleProject.Of(
            """
            [Task("a")] public sealed record Job1(string Name);
            public static class Workers { [Event("a")] public static Task One(Job job) => Task.CompletedTask; }
            """).AssertReports("PONOS020", "the event 'a' (Workers.One)", "the task 'a' (Job1)");

    [Test]
    public void TwoOwners_TwoServicesWithOneQueue_NamesBoth() =>
        SampleProject.Of(
            """
            [Task("y.z", Service = "x")] public sealed record Job1(string Name);
            [Task("z", Service = "x.y")] public sealed record Job2(string Name);
            """).AssertReports("PONOS020", "'x.y.z'", "(Job1)", "(Job2)");

    [Test]
    public void TwoOwners_NamesThatOnlyLookAlike_AreNotReported() =>
        SampleProject.Of(
            """
            [Task("a")] public sealed record Job1(string Name);
            [Task("a.dead", Service = "other")] public sealed record Job2(string Name);
            [Event("b")] public sealed record Job3(string Name);
            public static class Workers
            {
                [Task("a")] public static Task One(Job1 job) => Task.CompletedTask;
                [Event("a.happened")] public static Task Two(Job job) => Task.CompletedTask;
            }
            """).AssertReportsNothing();

    [TestCase("[Event(\"amq.topic\")] public sealed record Job1(string Name);", "'amq.topic'")]
    [TestCase("[Event(\"ponos.events\")] public sealed record Job1(string Name);", "'ponos.events'")]
    [TestCase("[Task(\"a\", Service = \"ponos\")] public sealed record Job1(string Name);", "'ponos'")]
    [TestCase("public static class Workers { [Event(\"ponos.#\")] public static Task One(Job job) => Task.CompletedTask; }", "'ponos.#'")]
    public void BadName_OfTheBrokerOrOfPonos_IsReported(string source, string name) =>
        SampleProject.Of(source).AssertReports("PONOS002", name, "'amq', which is the broker's, or 'ponos'");

    private static SampleProject Class(string methods) => SampleProject.Of($"public static class Workers {{ {methods} }}");
}
