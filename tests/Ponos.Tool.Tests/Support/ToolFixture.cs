using System.Text.Json;
using Ponos.Tests.Support;

namespace Ponos.Tool.Tests.Support;

/// <summary>Runs the command <c>ponos</c> as a process, and looks through all that it prints for the password.</summary>
internal abstract class ToolFixture : BrokerFixture
{
    protected static readonly string Program = Path.Combine(
        Repository.Folder,
        "src",
        "Ponos.Tool",
        "bin",
        new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/')).Parent!.Name,
        "net10.0",
        "Ponos.Tool.dll");

    protected ServiceHosts Hosts { get; private set; } = null!;

    [SetUp]
    public void OpenHosts() => Hosts = new ServiceHosts(Uri);

    [TearDown]
    public async Task CloseHostsAsync() => await Hosts.DisposeAsync();

    /// <summary>Runs a command with the broker in the environment. Answers of processes on a busy machine take their time.</summary>
    protected Task<ProgramRun> PonosAsync(params string[] arguments) =>
        RunAsync(arguments.Contains("--wait") ? arguments : [.. arguments, "--wait", "3s"], ("PONOS_BROKER", Uri));

    /// <summary>Runs a command that has to end well, and reads what it says to programs.</summary>
    protected async Task<JsonElement> AskAsync(params string[] arguments) => await AskAsync(0, arguments);

    /// <summary>Runs a command that has to end with a code, and reads what it says to programs.</summary>
    protected async Task<JsonElement> AskAsync(int code, params string[] arguments)
    {
        var run = await PonosAsync([.. arguments, "--output", "json"]);
        Assert.That(run.ExitCode, Is.EqualTo(code), run.Output);
        return JsonDocument.Parse(run.Output).RootElement;
    }

    protected static async Task<ProgramRun> RunAsync(string[] arguments, params (string Name, string Value)[] environment)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(40));
        var run = await ProgramRun.OfDotnetAsync([Program, .. arguments], Path.GetTempPath(), patience.Token, environment);
        Assert.That(run.Output, Does.Not.Contain(Password), "no password is ever printed");
        return run;
    }

    /// <summary>The command in a line of a shell.</summary>
    protected static string Command => $"\"{Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet"}\" \"{Program}\"";

    /// <summary>Runs a line of a shell with the broker in the environment.</summary>
    protected async Task<ProgramRun> InShellAsync(string line)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(40));
        var run = await ProgramRun.OfAsync("sh", ["-c", line], Path.GetTempPath(), patience.Token, ("PONOS_BROKER", Uri));
        Assert.That(run.Output, Does.Not.Contain(Password), "no password is ever printed");
        return run;
    }

    protected static string Text(JsonElement element, string name) => element.GetProperty(name).ToString();
}
