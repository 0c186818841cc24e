using Ponos.Generators.Tests.Support;
using Ponos.Handlers;

namespace Ponos.Generators.Tests;

/// <summary>What is generated where there is nothing, or nothing right, to generate from.</summary>
public sealed class IncompleteProjectTests
{
    [Test]
    public void Compile_HandlersWithErrors_AreLeftOutWithoutFurtherErrors()
    {
        var compiled = SampleProject.Of(
            """
            public sealed record Tick(string Name);
            public sealed class Workers
            {
                [Event("a")] public void OnA(Tick tick) { }
                [Event("b")] private Task OnB(Tick tick) => Task.CompletedTask;
                [Event("c")] public Task OnC(Tick tick, ref int number) => Task.CompletedTask;
                [Event("d")] public Task OnD(int number) => Task.CompletedTask;
                [Event("e")] public Task<int> OnE(Tick tick) => Task.FromResult(1);
                [Event("f")] public Task OnF<T>(T job) => Task.CompletedTask;
                [Event("g g")] public Task OnG(Tick tick) => Task.CompletedTask;
                [Event("h"), Timeout("soon")] public Task OnH(Tick tick) => Task.CompletedTask;
                [Event("good")] public Task OnGood(Tick tick) => Task.CompletedTask;
            }
            """).Compile();

        Assert.That(compiled.Complaints, Is.Empty);
        Assert.That(compiled.CreateCatalog().Handlers.Select(one => one.Name), Is.EqualTo(new[] { "good" }));
    }

    [TestCase("[Task(\"a\")] public static Task One(Missing job) => Task.CompletedTask;", "CS0246")]
    [TestCase("[Task(\"a\")] public static Task One(Job job, IList<Missing[]> all) => Task.CompletedTask;", "CS0246")]
    [TestCase("[Task(\"a\")] public static Missing One(Job job) => throw new InvalidOperationException();", "CS0246")]
    [TestCase("[Task] public static Task One(Job job) => Task.CompletedTask;", "CS7036")]
    [TestCase("[Task(\"a\" + missing)] public static Task One(Job job) => Task.CompletedTask;", "CS0103")]
    [TestCase("[Task(\"a\"), Retry(MaxAttempts = \"3\")] public static Task One(Job job) => Task.CompletedTask;", "CS0029")]
    public void Compile_CodeThatTheCompilerRefuses_GivesNoFurtherErrors(string method, string error)
    {
        var project = SampleProject.Of($"public static class Workers {{ {method} }}");

        Assert.That(project.Compile().Complaints.Select(one => one.Id), Is.EqualTo(new[] { error }));
        Assert.That(project.Analyze(), Is.Empty);
    }

    [Test]
    public void Compile_ProjectWithoutJobs_HasAnEmptyCatalogThatNobodyMerges()
    {
        var compiled = SampleProject.Of("public static class Start { public static void Run(IServiceCollection "
            + "services) => services.AddPonos(\"docker\"); }").Compile();

        Assert.That(compiled.Complaints, Is.Empty);
        Assert.That(compiled.Load().GetCustomAttributes(typeof(HandlerCatalogAttribute), false), Is.Empty);
    }

    [Test]
    public void Compile_ProjectWithoutPonos_GetsNothingOfOurs()
    {
        var project = new SampleProject("Sample") with
        {
            References = [.. SampleProject.Of("").References.Where(one => !one.Display!.Contains("Ponos.Core", StringComparison.Ordinal)
                && !one.Display!.Contains("Ponos.Abstractions", StringComparison.Ordinal))],
        };
        var result = project.ToDriver().RunGenerators(project.ToCompilation()).GetRunResult();

        Assert.That(result.GeneratedTrees.Select(tree => Path.GetFileName(tree.FilePath)), Has.None.EndsWith(".g.cs"));
    }

    [Test]
    public void Compile_ProjectWithTheWordsAlone_GetsItsCatalogAndNoAddPonos()
    {
        var sample = SampleProject.Of(
            """
            public sealed record Tick(string Name);
            public sealed class Workers
            {
                [Event("a.happened")]
                public Task OnA(Tick tick, CancellationToken cancellationToken) => Task.CompletedTask;
            }
            """);
        var project = sample with
        {
            References = [.. sample.References.Where(one => !one.Display!.Contains("Ponos.Core", StringComparison.Ordinal)
                && !one.Display!.Contains("Khronos", StringComparison.Ordinal))],
        };
        var result = project.ToDriver().RunGenerators(project.ToCompilation()).GetRunResult();

        Assert.That(
            result.GeneratedTrees.Select(tree => Path.GetFileName(tree.FilePath)),
            Does.Contain("Catalog.g.cs").And.Not.Contain("AddPonos.g.cs"));
        Assert.That(project.Compile().Complaints, Is.Empty);
    }
}
