using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Ponos.Generators.Tests.Support;

namespace Ponos.Generators.Tests;

public sealed class AddPonosTests
{
    private const string Start =
        "public static class Start { public static PonosBuilder Run(IServiceCollection services) => services.AddPonos(\"docker\"); }";

    [Test]
    public void AddPonos_CalledWithTheServiceAlone_UsesTheProjectsCatalog()
    {
        var project = SampleProject.Of(Start);
        // Whoever references Khronos.Client may ask Khronos for something.
        var compiled = (project with
        {
            References = [.. project.References.Where(one => one.Display?.Contains("Khronos.Client", StringComparison.Ordinal) != true)],
        }).Compile();

        var builder = Run(compiled.Load());

        Assert.That(builder.Service, Is.EqualTo("docker"));
        Assert.That(compiled.AddPonosSource, Does.Contain("global::Ponos.Generated.Sample.Catalog.Create(),").And.Not.Contain("Merge"));
    }

    [Test]
    public void AddPonos_ReferencedProjectsWithHandlers_AreMergedInOrderOfTheirNames()
    {
        var zebra = new SampleProject("Zoo.Zebra-1", WorkersOf("zebra")).Compile();
        var ape = new SampleProject("Zoo.Ape", WorkersOf("ape")).Compile();
        var empty = new SampleProject("Zoo.Empty", "public sealed class Nothing;").Compile();

        var host = new SampleProject("Host", Start, WorkersOf("host")).Referencing(zebra, empty, ape).Compile();

        Assert.That(host.Complaints, Is.Empty);
        Assert.That(host.AddPonosSource, Does.Contain(
            """
            global::Ponos.Handlers.HandlerCatalog.Merge(
                                global::Ponos.Generated.Host.Catalog.Create(),
                                global::Khronos.Scheduling.KhronosTasks.Create(),
                                global::Ponos.Generated.Zoo_Ape.Catalog.Create(),
                                global::Ponos.Generated.Zoo_Zebra_002D1.Catalog.Create()),
            """));
        Assert.That(Run(host.Load(zebra, ape, empty)).Service, Is.EqualTo("docker"));
    }

    [Test]
    public void AddPonos_InternalsVisibleToAnotherProject_IsNeverAmbiguous()
    {
        var images = new SampleProject(
            "Images",
            "[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"Images.Tests\")]",
            WorkersOf("images")).Compile();

        var tests = new SampleProject("Images.Tests", Start).Referencing(images).Compile();

        Assert.That(tests.Complaints, Is.Empty);
    }

    [Test]
    public void AddPonos_ReferenceUnderAnAliasOnly_IsLeftOut()
    {
        var images = new SampleProject("Images", WorkersOf("images")).Compile();
        var host = new SampleProject("Host", Start);
        host = host with { References = host.References.Add(images.ToReference().WithAliases(["images"])) };

        Assert.That(host.Compile().AddPonosSource, Does.Not.Contain("Images"));
        Assert.That(host.Compile().Complaints, Is.Empty);
    }

    [Test]
    public void Analyze_OneTaskInTwoProjects_IsLeftToTheStart()
    {
        var one = new SampleProject("One", WorkersOf("images")).Compile();

        Assert.That(new SampleProject("Two", Start, WorkersOf("images")).Referencing(one).Analyze(), Is.Empty);
    }

    [TestCase("class")]
    [TestCase("1st")]
    [TestCase("a b+c")]
    [TestCase("Ünïcode.Ωmega")]
    public void Compile_AnyAssemblyName_GivesANamespace(string assembly) =>
        Assert.That(new SampleProject(assembly, Start, WorkersOf("a")).Compile().Complaints, Is.Empty);

    private static string WorkersOf(string name) =>
        $"public static class {name}Workers {{ [Task(\"{name}.do\")] public static Task Do() => Task.CompletedTask; }}";

    private static PonosBuilder Run(Assembly assembly) =>
        (PonosBuilder)assembly.GetType("Start")!.GetMethod("Run")!.Invoke(null, [new ServiceCollection()])!;
}
