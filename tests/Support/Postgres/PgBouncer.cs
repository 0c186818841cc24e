using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace Ponos.Tests.Support;

/// <summary>
/// A PgBouncer of a test's own before a PostgreSQL: it shares few server connections among all clients, by transaction, and takes
/// part in nothing that is prepared. It ends with the object, and with the test process even when that is killed.
/// </summary>
internal sealed class PgBouncer : IAsyncDisposable
{
    private const string Program = "/usr/sbin/pgbouncer";
    private const string Account = "postgres";

    private readonly string _folder = Directory.CreateTempSubdirectory("ponos-pgbouncer-").FullName;
    private readonly int _port = RabbitBroker.FreePort();
    private Process? _bouncer;
    private Process? _watchdog;

    private PgBouncer()
    {
    }

    /// <summary>Starts one. Without PgBouncer on the machine the test is ignored, or fails where CI says that it must run.</summary>
    public static async Task<PgBouncer> StartAsync(PostgresServer server)
    {
        const string Remedy = "PgBouncer is missing: apt-get install -y --no-install-recommends pgbouncer";
        if (!File.Exists(Program))
        {
            if (Environment.GetEnvironmentVariable("CI") is { Length: > 0 })
            {
                Assert.Fail(Remedy);
            }

            Assert.Ignore(Remedy);
        }

        var bouncer = new PgBouncer();
        try
        {
            await bouncer.RunAsync(server);
            return bouncer;
        }
        catch
        {
            await bouncer.DisposeAsync();
            throw;
        }
    }

    /// <summary>A connection string in Npgsql's words, as PgBouncer's users write it.</summary>
    public string ConnectionString(string database) =>
        $"Host=127.0.0.1;Port={_port.ToString(CultureInfo.InvariantCulture)};Username=ponos;Database={database};No "
        + "Reset On Close=true;Timeout=5";

    public async ValueTask DisposeAsync()
    {
        if (_bouncer is { HasExited: false })
        {
            _bouncer.Kill();
            await _bouncer.WaitForExitAsync();
        }

        _bouncer?.Dispose();
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

    private async Task RunAsync(PostgresServer server)
    {
        var settings = Path.Combine(_folder, "pgbouncer.ini");
        var users = Path.Combine(_folder, "users.txt");
        await File.WriteAllTextAsync(users, "\"ponos\" \"\"\n");
        await File.WriteAllTextAsync(settings, string.Create(CultureInfo.InvariantCulture, $"""
            [databases]
            * = host=127.0.0.1 port={server.Port}
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {_port}
            unix_socket_dir =
            auth_type = trust
            auth_file = {users}
            pool_mode = transaction
            default_pool_size = 3
            ignore_startup_parameters = extra_float_digits
            logfile = {Path.Combine(_folder, "log")}

            """));
        // It does not run as root.
        string[] command = [Program, "-q", settings];
        if (Environment.UserName == "root")
        {
            using var own = Process.Start("chown", ["-R", Account, _folder]);
            await own.WaitForExitAsync();
            command = ["setpriv", "--reuid", Account, "--regid", Account, "--clear-groups", .. command];
        }

        _bouncer = Process.Start(command[0], command[1..]);
        var watch = $"while kill -0 {Environment.ProcessId} 2>/dev/null; do sleep 1; done; kill -9 {_bouncer.Id}; rm -rf {_folder}";
        _watchdog = Process.Start(new ProcessStartInfo("setsid", ["/bin/sh", "-c", watch]));
        var since = Stopwatch.StartNew();
        while (!await AnswersAsync())
        {
            if (_bouncer.HasExited || since.Elapsed > TimeSpan.FromSeconds(30))
            {
                var log = Path.Combine(_folder, "log");
                throw new InvalidOperationException(
                    $"PgBouncer does not answer: {(File.Exists(log) ? await File.ReadAllTextAsync(log) : "it wrote nothing")}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", _port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
