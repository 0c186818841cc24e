using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Ponos.AsyncApi.Tests.Support;
using Ponos.Handlers;
using Ponos.Hosting.Commands;

namespace Ponos.AsyncApi.Tests;

/// <summary>The commands of a host, as processes where what is said on standard output matters.</summary>
public sealed class CommandTests
{
    [TestCase("examples/Images", "images")]
    [TestCase("examples/Health", "health")]
    [TestCase("examples/Metrics", "metrics")]
    [TestCase("src/Khronos", "khronos")]
    public async Task AsyncApi_OfAHost_IsAllOfItsOutputAndValid(string project, string service)
    {
        var schema = await OfficialSchema.LoadAsync();

        var run = await Repository.RunAsync(project, "asyncapi");

        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        Assert.That(run.Errors, Is.Empty);
        using var document = JsonDocument.Parse(run.Output);
        Assert.That(document.RootElement.GetProperty("asyncapi").GetString(), Is.EqualTo("3.0.0"));
        Assert.That(document.RootElement.GetProperty("info").GetProperty("title").GetString(), Is.EqualTo(service));
        Assert.That(schema.Validate(Encoding.UTF8.GetBytes(run.Output)).Violations, Is.Empty);
    }

    [TestCase("--environment", "Development")]
    [TestCase("--Logging:LogLevel:Default", "Trace")]
    public async Task AsyncApi_WithSettingsOfTheHost_IsStillAllOfItsOutput(string name, string value)
    {
        var run = await Repository.RunAsync("examples/Images", "asyncapi", name, value);

        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        Assert.DoesNotThrow(() => JsonDocument.Parse(run.Output).Dispose());
    }

    [Test]
    public async Task AsyncApi_OfAServiceThatIsNotThere_FailsAndNamesThoseThatAre()
    {
        var run = await Repository.RunAsync("examples/Images", "asyncapi", "imagse");

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Output, Is.Empty);
        Assert.That(run.Errors, Does.Contain("There is no service 'imagse'; the host has images."));
    }

    [TestCase("examples/Images", "images")]
    [TestCase("examples/Health", "health")]
    [TestCase("examples/Metrics", "metrics")]
    [TestCase("src/Khronos", "khronos")]
    public async Task Page_InTheDocs_IsWhatTheCommandWrites(string project, string service)
    {
        var run = await Repository.RunAsync(project, "asyncapi", "--markdown");

        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "asyncapi", service + ".md"));
        Assert.That(run.Output, Is.EqualTo(page), "bash tests/record-contracts.sh");
    }

    [Test]
    public async Task Contracts_OfAHost_AreWrittenAndListed()
    {
        var directory = Directory.CreateTempSubdirectory("ponos-contracts-");
        try
        {
            var run = await Repository.RunAsync("examples/Images", directory.FullName, ["contracts"]);

            Assert.That(run.ExitCode, Is.Zero, run.Errors);
            var files = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.That(files, Is.EqualTo(new[] { "docker.images.cleanup", "time.one-day.passed", "time.one-hour.passed" }.Select(name => Path.Combine("contracts", name + ".schema.json"))));
            var recorded = await File.ReadAllTextAsync(Path.Combine(directory.FullName, files[0]));
            Assert.That(recorded, Is.EqualTo(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "examples", "Images", files[0]))));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Test]
    public async Task Command_OfAHostWithOthersInIt_StartsNoneOfThem()
    {
        var started = new StartRecord();
        using var host = Build(["asyncapi", "shop"], started);

        await host.RunAsync();

        Assert.That(started.Started, Is.False);
    }

    [Test]
    public async Task Command_WhereAnOptionSaysNo_RunsTheHost()
    {
        var started = new StartRecord();
        using var host = Build(["asyncapi"], started, options => options.Commands = false);

        await host.StartAsync();
        await host.StopAsync();

        Assert.That(started.Started);
    }

    [TestCase(new string[0], null)]
    [TestCase(new[] { "--environment", "asyncapi" }, null)]
    [TestCase(new[] { "AsyncApi" }, null)]
    [TestCase(new[] { "asyncapi" }, "HostCommand { Name = asyncapi, Argument = , IsMarkdown = False }")]
    [TestCase(new[] { "asyncapi", "images", "--markdown" }, "HostCommand { Name = asyncapi, Argument = images, IsMarkdown = True }")]
    [TestCase(new[] { "contracts", "--environment", "Development" }, "HostCommand { Name = contracts, Argument = , IsMarkdown = False }")]
    public void Parse_OfACommandLine_KnowsCommandsInTheFirstPlaceOnly(string[] arguments, string? expected) =>
        Assert.That(HostCommand.Parse(arguments)?.ToString(), Is.EqualTo(expected));

    private static IHost Build(string[] arguments, StartRecord started, Action<PonosOptions>? configure = null)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = Environments.Development });
        builder.Services.AddSingleton(HostCommand.Parse(arguments)!);
        builder.Services.AddPonos("shop", HandlerCatalog.Empty, configure).UseInMemory();
        builder.Services.AddPonos("till", HandlerCatalog.Empty).UseInMemory();
        builder.Services.AddSingleton<IHostedService>(started);
        return builder.Build();
    }

    private sealed class StartRecord : IHostedService
    {
        public bool Started { get; private set; }

        public Task StartAsync(CancellationToken cancellationToken)
        {
            Started = true;
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
