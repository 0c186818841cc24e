using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Ponos.Commands.Tests.Support;
using Ponos.Handlers;

namespace Ponos.Commands.Tests;

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
            Assert.That(files, Is.EqualTo(new[] { "docker.images.cleanup", "time.one-day.passed", "time.one-hour.passed" }
                .Select(name => Path.Combine("contracts", name + ".schema.json"))));
            var recorded = await File.ReadAllTextAsync(Path.Combine(directory.FullName, files[0]));
            Assert.That(recorded, Is.EqualTo(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "examples", "Images", files[0]))));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [TestCase("imagse",
        "There is no command 'imagse'. There are 'asyncapi [service] [--markdown]', 'contracts [folder]', 'contracts check folder...")]
    public async Task Command_ThatIsNone_FailsAndNamesThoseThatAre(string argument, string error)
    {
        var run = await Repository.RunAsync("examples/Images", argument);

        Assert.That(run.ExitCode, Is.EqualTo(2));
        Assert.That(run.Output, Is.Empty);
        Assert.That(run.Errors, Does.StartWith(error));
    }

    [Test]
    public async Task RunPonos_WithACommand_StartsNothingOfTheHostAndDisposesIt()
    {
        var record = new StartRecord();
        var host = Build(record);

        var code = await host.RunPonosAsync(["asyncapi", "shop"]);

        Assert.That(code, Is.Zero);
        Assert.That(record.Started, Is.False);
        Assert.That(() => host.Services.GetService<TimeProvider>(), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public async Task RunPonos_WithoutACommand_RunsTheHostUntilItIsStopped()
    {
        var record = new StartRecord();
        var host = Build(record);
        using var stop = new CancellationTokenSource();
        record.WhenStarted = stop.Cancel;

        var code = await host.RunPonosAsync(["--environment", "Development"], stop.Token);

        Assert.That(code, Is.Zero);
        Assert.That(record.Started);
    }

    [TestCase(new string[0], null)]
    [TestCase(new[] { "--environment", "asyncapi" }, null)]
    [TestCase(new[] { "/environment", "asyncapi" }, null)]
    [TestCase(new[] { "environment=Production" }, null)]
    [TestCase(new[] { "asyncapi" }, "asyncapi []")]
    [TestCase(new[] { "asyncapi", "images", "--markdown" }, "asyncapi [images] --markdown")]
    [TestCase(new[] { "contracts", "--environment", "Development" }, "contracts []")]
    [TestCase(new[] { "contracts", "environment=Development" }, "contracts []")]
    [TestCase(new[] { "contracts", "/srv/contracts" }, "contracts [/srv/contracts]")]
    [TestCase(new[] { "contracts", "check", "one", "two", "--json" }, "contracts check [one two] --json")]
    [TestCase(new[] { "plan", "--environment=Development", "--migrate", "q", "--apply" }, "plan [] --apply --migrate q")]
    [TestCase(new[] { "plan", "--management=http://h:1" }, "plan [] --management http://h:1")]
    public void Parse_OfACommandLine_KnowsCommandsInTheFirstPlaceOnly(string[] arguments, string? expected) =>
        Assert.That(HostCommand.Parse(arguments) is { } command ? Written(command) : null, Is.EqualTo(expected));

    [TestCase(new[] { "asyncapi", "images", "health" }, "'health' is too much")]
    [TestCase(new[] { "plan", "--migrate" }, "--migrate has no value")]
    [TestCase(new[] { "preflight", "--jsn" }, "Did you mean --json?")]
    public void Parse_OfWhatACommandDoesNotTake_IsRefused(string[] arguments, string error) =>
        Assert.That(() => HostCommand.Parse(arguments), Throws.ArgumentException.With.Message.Contains(error));

    [Test]
    public void Parse_OfAWordInAnotherCase_IsRefused() => Assert.That(() => HostCommand.Parse(["AsyncApi"]), Throws.ArgumentException);

    private static string Written(HostCommand command) => string.Join(
        ' ',
        command.Switches.OrderBy(given => given.Key, StringComparer.Ordinal)
            .Select(given => $"{given.Key} {given.Value}".Trim())
            .Prepend($"{command.Name} [{string.Join(' ', command.Words)}]"));

    private static IHost Build(StartRecord record)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = Environments.Development });
        builder.Services.AddPonos("shop", HandlerCatalog.Empty).UseInMemory();
        builder.Services.AddPonos("till", HandlerCatalog.Empty).UseInMemory();
        builder.Services.AddSingleton<IHostedService>(record);
        return builder.Build();
    }

    private sealed class StartRecord : IHostedService
    {
        public bool Started { get; private set; }

        public Action WhenStarted { get; set; } = () => { };

        public Task StartAsync(CancellationToken cancellationToken)
        {
            Started = true;
            WhenStarted();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
