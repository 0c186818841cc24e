using System.Diagnostics;

namespace Examples.Tests.Support;

/// <summary>The examples as programs.</summary>
internal static class Programs
{
    /// <summary>Starts one from the folder that it was built into: the tests' own has the libraries of another set of frameworks.</summary>
    public static Process Start(string project, params string[] arguments)
    {
        var built = new DirectoryInfo(AppContext.BaseDirectory);
        var program = Path.Combine(Repository.Root, project, "bin", built.Parent!.Name, built.Name, Path.GetFileName(project) + ".dll");
        var start = new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // A broker of whoever runs the tests is none of theirs.
        start.Environment.Remove("RABBITMQ_HOSTNAME");
        start.Environment.Remove("ConnectionStrings__RabbitMq");
        return Process.Start(start)!;
    }
}
