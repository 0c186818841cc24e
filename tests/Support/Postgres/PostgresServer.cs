using System.Diagnostics;
using System.Globalization;

namespace Ponos.Tests.Support;

/// <summary>
/// A PostgreSQL server of a test's own: loopback only, its own port and folder, on an account without rights. It ends with the
/// object, and with the test process even when that is killed.
/// </summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private const string Account = "postgres";

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"ponos-postgres-{Guid.NewGuid().ToString("N")[..8]}");
    private readonly string _programs;
    private readonly string[] _settings;
    private Process? _watchdog;
    private Process? _server;

    private PostgresServer(string programs, string[] settings) => (_programs, _settings) = (programs, settings);

    public int Port { get; } = RabbitBroker.FreePort();

    private string Data => Path.Combine(_folder, "data");

    private string Log => Path.Combine(_folder, "log");

    /// <summary>A connection string in Npgsql's words, with what a test adds to it.</summary>
    public string ConnectionString(string database = "postgres", string further = "") =>
        $"Host=127.0.0.1;Port={Port.ToString(CultureInfo.InvariantCulture)};Username=ponos;Database={database};{further}";

    /// <summary>The id of the server's first process, which is the parent of all others, while it runs.</summary>
    public int ProcessId => int.Parse(File.ReadLines(Path.Combine(Data, "postmaster.pid")).First(), CultureInfo.InvariantCulture);

    /// <summary>Starts a server that leaves the disk to the system: its data need not outlive a power cut.</summary>
    public static Task<PostgresServer> StartAsync() => StartAsync("fsync=off");

    /// <summary>
    /// Starts a server with settings of its own, such as <c>fsync=off</c>. Without PostgreSQL on the machine see
    /// <see cref="PostgresInstallation"/>.
    /// </summary>
    public static async Task<PostgresServer> StartAsync(params string[] settings)
    {
        const string root = "/usr/lib/postgresql";
        var programs = Directory.Exists(root)
            ? Directory.GetDirectories(root)
                .Select(version => Path.Combine(version, "bin"))
                .Where(bin => File.Exists(Path.Combine(bin, "initdb")))
                .Order()
                .LastOrDefault()
            : null;
        PostgresInstallation.Demand(programs, root);
        var server = new PostgresServer(programs, settings);
        try
        {
            await server.PrepareAsync();
            await server.RunAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the server, again after <see cref="CrashAsync"/>, on the data that it has.</summary>
    public async Task RunAsync()
    {
        var (program, arguments) = AsAccount(
            Path.Combine(_programs, "postgres"),
            [
                "-D", Data, "-p", Port.ToString(CultureInfo.InvariantCulture), "-c", "listen_addresses=127.0.0.1",
                "-c", "unix_socket_directories=", "-c", "max_connections=200",
                .. _settings.SelectMany(setting => new[] { "-c", setting }),
            ]);
        _server = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"exec \"$@\" >>{Log} 2>&1", "sh", program, .. arguments]))
            ?? throw new InvalidOperationException("PostgreSQL did not start.");
        var since = Stopwatch.StartNew();
        while (await ExitCodeAsync(
            Path.Combine(_programs, "pg_isready"), "-q", "-h", "127.0.0.1", "-p", Port.ToString(CultureInfo.InvariantCulture)) != 0)
        {
            if (_server.HasExited || since.Elapsed > TimeSpan.FromSeconds(60))
            {
                throw new InvalidOperationException(
                    $"PostgreSQL does not answer: {(File.Exists(Log) ? await File.ReadAllTextAsync(Log) : "it wrote nothing")}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }
    }

    /// <summary>Ends the server without its finishing anything; it recovers when it is started again.</summary>
    public async Task CrashAsync()
    {
        if (_server is { HasExited: false } server)
        {
            _ = await ExitCodeAsync("kill", "-QUIT", server.Id.ToString(CultureInfo.InvariantCulture));
            await server.WaitForExitAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await CrashAsync();
        _server?.Dispose();
        if (_watchdog is { HasExited: false })
        {
            _watchdog.Kill(entireProcessTree: true);
            await _watchdog.WaitForExitAsync();
        }

        _watchdog?.Dispose();
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private async Task PrepareAsync()
    {
        Directory.CreateDirectory(_folder);
        if (Environment.UserName == "root" && await ExitCodeAsync("chown", Account, _folder) != 0)
        {
            throw new InvalidOperationException($"PostgreSQL does not run as root, and there is no account '{Account}' for it.");
        }

        // Outlives a test process that is killed, by the second or so that it takes to notice.
        var pid = Path.Combine(Data, "postmaster.pid");
        var watch = $"""
            while kill -0 {Environment.ProcessId} 2>/dev/null; do sleep 1; done
            [ -f {pid} ] && kill -QUIT $(head -1 {pid})
            sleep 1
            rm -rf {_folder}
            """;
        _watchdog = Process.Start(new ProcessStartInfo("setsid", ["/bin/sh", "-c", watch]));
        var (program, arguments) = AsAccount(
            Path.Combine(_programs, "initdb"), "-D", Data, "-U", "ponos", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync");
        if (await ExitCodeAsync("/bin/sh", ["-c", $"exec \"$@\" >{Path.Combine(_folder, "initdb")} 2>&1", "sh", program, .. arguments])
            != 0)
        {
            throw new InvalidOperationException($"initdb failed: {await File.ReadAllTextAsync(Path.Combine(_folder, "initdb"))}");
        }
    }

    /// <summary>PostgreSQL refuses to run as root.</summary>
    private static (string Program, string[] Arguments) AsAccount(string program, params string[] arguments) =>
        Environment.UserName == "root"
            ? ("setpriv", ["--reuid", Account, "--regid", Account, "--clear-groups", program, .. arguments])
            : (program, arguments);

    private async Task<int> ExitCodeAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = _folder })
            ?? throw new InvalidOperationException($"{program} did not start.");
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
