using System.Diagnostics;

namespace Ponos.Tests.Support;

/// <summary>
/// Which RabbitMQ the tests run on: <c>PONOS_TEST_BROKER</c>, or else 4.3 where it has been made ready, or else the
/// machine's own. <c>tests/broker.sh</c> knows where each is and how to run it.
/// </summary>
internal static class RabbitUnderTest
{
    private const string Newest = "4.3";
    private const string MachinesOwn = "own";

    private static readonly string _script = Path.Combine(Repository.Folder, "tests", "broker.sh");
    private static readonly (string Wanted, Version? Found, string Trouble) _broker = Find();

    /// <summary>The version that runs, or none when it is not there.</summary>
    public static Version? Version => _broker.Found;

    /// <summary>What is missing, and how to mend it.</summary>
    public static string Trouble => _broker.Trouble;

    /// <summary>A program of that RabbitMQ, to be started with the environment that it is to have.</summary>
    public static ProcessStartInfo Program(string name, params IEnumerable<string> arguments) =>
        new("/bin/sh", [_script, "run", _broker.Wanted, name, .. arguments]);

    private static (string Wanted, Version? Found, string Trouble) Find()
    {
        if (Environment.GetEnvironmentVariable("PONOS_TEST_BROKER") is { Length: > 0 } wanted)
        {
            return Look(wanted);
        }

        var newest = Look(Newest);
        return newest.Found is null ? Look(MachinesOwn) : newest;
    }

    private static (string Wanted, Version? Found, string Trouble) Look(string wanted)
    {
        var start = new ProcessStartInfo("/bin/sh", [_script, "version", wanted])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("/bin/sh did not start.");
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return (wanted, Version.TryParse(output, out var version) ? version : null, errors.GetAwaiter().GetResult().Trim());
    }
}
