using Ponos.Tests.Support;

namespace Ponos.Interop.Tests.Support;

/// <summary>Python with pika, in an environment that ends with the test.</summary>
internal sealed class PythonFolder : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ponos-python-").FullName;

    private PythonFolder()
    {
    }

    /// <summary>Installs it. Without Python the test is ignored; where pip cannot install too, but there it fails in CI.</summary>
    public static async Task<PythonFolder> InstallAsync(CancellationToken cancellationToken)
    {
        if (!await ProgramRun.AnswersAsync("python3", cancellationToken))
        {
            Assert.Ignore("Python is missing (Debian: apt-get install -y --no-install-recommends python3-venv).");
        }

        var python = new PythonFolder();
        var made = await ProgramRun.OfAsync("python3", ["-m", "venv", "env"], python._folder, cancellationToken);
        var installed = made.ExitCode == 0
            ? await ProgramRun.OfAsync(python.Program, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "pika==1.3.2"], python._folder, cancellationToken)
            : made;
        if (installed.ExitCode == 0)
        {
            return python;
        }

        python.Dispose();
        if (Environment.GetEnvironmentVariable("CI") is { Length: > 0 })
        {
            Assert.Fail(installed.Output);
        }

        Assert.Ignore(installed.Output);
        return python;
    }

    /// <summary>Runs one of the scripts to its end.</summary>
    public Task<ProgramRun> RunAsync(string script, string[] arguments, CancellationToken cancellationToken, params (string Name, string Value)[] environment) =>
        ProgramRun.OfAsync(
            Program, [Path.Combine(TestContext.CurrentContext.TestDirectory, "python", script), .. arguments], _folder, cancellationToken, environment);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Program => Path.Combine(_folder, "env", "bin", "python");
}
