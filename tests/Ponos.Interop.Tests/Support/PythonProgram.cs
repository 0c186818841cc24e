using Ponos.Tests.Support;

namespace Ponos.Interop.Tests.Support;

/// <summary>The machine's Python, with pika: the first on the path, or the distribution's own.</summary>
internal static class PythonProgram
{
    private static readonly string[] Programs = ["python3", "/usr/bin/python3"];

    /// <summary>Runs one of the scripts to its end. Without Python and pika the test is ignored.</summary>
    public static async Task<ProgramRun> RunAsync(
        string script, string[] arguments, CancellationToken cancellationToken, params (string Name, string Value)[] environment)
    {
        var folder = TestContext.CurrentContext.TestDirectory;
        foreach (var program in Programs)
        {
            if (await ProgramRun.AnswersAsync(program, cancellationToken)
                && (await ProgramRun.OfAsync(program, ["-c", "import pika"], folder, cancellationToken)).ExitCode == 0)
            {
                return await ProgramRun.OfAsync(
                    program, [Path.Combine(folder, "python", script), .. arguments], folder, cancellationToken, environment);
            }
        }

        Assert.Ignore(
            "Python or its pika is missing (Debian: apt-get install -y --no-install-recommends python3-pika; tests/run.sh does).");
        return null!;
    }
}
