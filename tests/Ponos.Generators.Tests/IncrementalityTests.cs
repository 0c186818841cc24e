using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Ponos.Generators.Tests.Support;

namespace Ponos.Generators.Tests;

public sealed class IncrementalityTests
{
    private const string Handlers =
        """
        [Task("a.do")] public sealed record Do(string Name);
        public static class Workers
        {
            [Task("a.do"), Retry(MaxAttempts = 3)] public static Task Run(Do job) => Task.CompletedTask;
            [Event("a.done")] public static Task OnDone(Do job) => Task.CompletedTask;
            [OnDead("a.do")] public static Task GiveUp(Do job) => Task.CompletedTask;
            public static Task Send(IPublisher publisher) => publisher.PublishAsync(new Do("x"));
            [Khronos.Every("10m"), Khronos.Cron("0 3 * * *")] public static Task Tick(Job tick) => Task.CompletedTask;
        }
        """;

    private static readonly SampleProject Project = new SampleProject("Sample", Handlers, "public sealed class Other;")
        .Referencing(new SampleProject("Images", """[Task("b")] public sealed record B(string Name);""").Compile())
        .WithSchema("a.do", """{ "type": "object", "required": ["name"] }""");

    [Test]
    public void Run_UnrelatedEdit_WritesNothingAnew()
    {
        var reasons = ReasonsAfter("Sample2.cs", "public sealed class Other { public int Changed; }");

        Assert.That(
            Reasons(reasons, PonosGenerator.HandlerStep),
            Is.All.EqualTo(IncrementalStepRunReason.Cached).Or.EqualTo(IncrementalStepRunReason.Unchanged));
        Assert.That(
            Reasons(reasons, PonosGenerator.FinalHandlerStep),
            Is.All.EqualTo(IncrementalStepRunReason.Cached).Or.EqualTo(IncrementalStepRunReason.Unchanged));
        Assert.That(
            Reasons(reasons, PonosGenerator.ScheduledHandlerStep),
            Is.Not.Empty.And.All.EqualTo(IncrementalStepRunReason.Cached).Or.EqualTo(IncrementalStepRunReason.Unchanged));
        Assert.That(
            Reasons(reasons, PonosGenerator.ContractStep),
            Is.All.EqualTo(IncrementalStepRunReason.Cached).Or.EqualTo(IncrementalStepRunReason.Unchanged));
        Assert.That(
            Reasons(reasons, PonosGenerator.PublishStep),
            Is.Not.Empty.And.All.EqualTo(IncrementalStepRunReason.Cached).Or.EqualTo(IncrementalStepRunReason.Unchanged));
        Assert.That(Reasons(reasons, PonosGenerator.ProjectStep), Is.All.EqualTo(IncrementalStepRunReason.Unchanged));
        Assert.That(Reasons(reasons, PonosGenerator.SchemaStep), Is.All.EqualTo(IncrementalStepRunReason.Cached));
        Assert.That(OutputReasons(reasons), Is.Not.Empty.And.All.EqualTo(IncrementalStepRunReason.Cached));
    }

    [Test]
    public void Run_EditInsideAHandlerAndLinesMoved_WritesNothingAnew()
    {
        var reasons = ReasonsAfter("Sample1.cs", "\n\n"
            + Handlers.Replace(
                "=> Task.CompletedTask", "=> Task.Yield() is { } ? Task.CompletedTask : throw new InvalidOperationException()"));

        Assert.That(Reasons(reasons, PonosGenerator.HandlerStep), Is.All.EqualTo(IncrementalStepRunReason.Unchanged));
        Assert.That(Reasons(reasons, PonosGenerator.FinalHandlerStep), Is.All.EqualTo(IncrementalStepRunReason.Unchanged));
        Assert.That(OutputReasons(reasons), Is.Not.Empty.And.All.EqualTo(IncrementalStepRunReason.Cached));
    }

    [Test]
    public void Run_OneMorePublishOfTheSameJob_WritesNothingAnew()
    {
        const string Send = "publisher.PublishAsync(new Do(\"x\"))";
        var reasons = ReasonsAfter("Sample1.cs", Handlers.Replace(Send, $"Task.WhenAll({Send}, {Send})"));

        Assert.That(OutputReasons(reasons), Is.Not.Empty.And.All.EqualTo(IncrementalStepRunReason.Cached));
    }

    [TestCase("new Do(\"x\")", "(object)new Do(\"x\")")]
    [TestCase("MaxAttempts = 3", "MaxAttempts = 4")]
    [TestCase("GiveUp", "Refund")]
    [TestCase("0 3 * * *", "0 4 * * *")]
    public void Run_HandlerChanged_WritesTheCatalogAnewAndNotAddPonos(string before, string after)
    {
        var reasons = ReasonsAfter("Sample1.cs", Handlers.Replace(before, after));

        Assert.That(OutputReasons(reasons), Is.EquivalentTo(new[] { IncrementalStepRunReason.Modified, IncrementalStepRunReason.Cached }));
    }

    [Test]
    public void Run_Models_HoldNoSymbolsOrSyntax()
    {
        var steps = Project.ToDriver().RunGenerators(Project.ToCompilation()).GetRunResult().Results[0].TrackedSteps;
        string[] ours =
        [
            PonosGenerator.HandlerStep,
            PonosGenerator.ScheduledHandlerStep,
            PonosGenerator.FinalHandlerStep,
            PonosGenerator.ContractStep,
            PonosGenerator.PublishStep,
            PonosGenerator.ProjectStep,
            PonosGenerator.SchemaStep,
        ];

        foreach (var value in ours.SelectMany(name => steps[name]).SelectMany(step => step.Outputs).Select(output => output.Value))
        {
            var held = value.GetType().GetProperties().Select(property => property.GetValue(value));
            Assert.That(held, Is.All.Null.Or.InstanceOf<string>().Or.InstanceOf<bool>().Or.InstanceOf<IEnumerable<string>>());
        }
    }

    private static GeneratorRunResult ReasonsAfter(string file, string source)
    {
        var compilation = Project.ToCompilation();
        var driver = Project.ToDriver().RunGenerators(compilation);
        var edited = compilation.SyntaxTrees.Single(tree => tree.FilePath == file);
        var after = compilation.ReplaceSyntaxTree(edited, CSharpSyntaxTree.ParseText(source, SampleProject.ParseOptions, file));
        return driver.RunGenerators(after).GetRunResult().Results[0];
    }

    private static IEnumerable<IncrementalStepRunReason> Reasons(GeneratorRunResult result, string step) =>
        result.TrackedSteps[step].SelectMany(one => one.Outputs).Select(output => output.Reason);

    private static IEnumerable<IncrementalStepRunReason> OutputReasons(GeneratorRunResult result) =>
        result.TrackedOutputSteps.SelectMany(one => one.Value).SelectMany(one => one.Outputs).Select(output => output.Reason);
}
