using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Ponos.Tests.Support;

/// <summary>
/// A RabbitMQ node of a test's own: loopback only, its own ports, name, cookie and folder, on any user's account. It ends
/// with the object, and with the test process even when that is killed.
/// </summary>
internal sealed class RabbitBroker : IAsyncDisposable
{
    private const string Answered = "{ok, ";

    private readonly string _folder;
    private readonly RabbitBroker? _sharing;
    private readonly int _distributionPort = FreePort();
    private readonly int _epmdPort;
    private Process? _epmd;
    private Process? _watchdog;
    private Process? _server;

    private RabbitBroker(string name, RabbitBroker? sharing)
    {
        _sharing = sharing;
        _epmdPort = sharing?._epmdPort ?? FreePort();
        var id = Guid.NewGuid().ToString("N")[..8];
        NodeName = $"ponos-{name}-{id}@localhost";
        _folder = Path.Combine(Path.GetTempPath(), $"ponos-{name}-{id}");
        Port = FreePort();
    }

    /// <summary>The port for AMQP on the loopback address.</summary>
    public int Port { get; }

    public string NodeName { get; }

    /// <summary>The id of the node's own process, while it runs.</summary>
    public int ProcessId => int.Parse(File.ReadAllText(PidFile).Trim(), CultureInfo.InvariantCulture);

    public string Uri => $"amqp://guest:guest@127.0.0.1:{Port.ToString(CultureInfo.InvariantCulture)}/";

    private string Home => Path.Combine((_sharing ?? this)._folder, "home");

    private string Cookie => Path.Combine(Home, ".erlang.cookie");

    private string PidFile => Path.Combine(_folder, "pid");

    /// <summary>Starts a node. Without RabbitMQ on the machine the test is ignored, or fails where CI says that it must run.</summary>
    /// <param name="name">Letters and digits; part of the node's name and its folder.</param>
    /// <param name="sharing">A node that this one is to be able to join.</param>
    /// <param name="settings">Lines of <c>rabbitmq.conf</c> besides the node's own.</param>
    public static async Task<RabbitBroker> StartAsync(string name, RabbitBroker? sharing = null, params string[] settings)
    {
        RabbitInstallation.Demand();
        var broker = new RabbitBroker(name, sharing);
        try
        {
            broker.Prepare(settings);
            await broker.StartAsync();
            return broker;
        }
        catch
        {
            await broker.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the node, again after <see cref="KillAsync"/>, on the data that it has.</summary>
    public async Task StartAsync()
    {
        var log = Path.Combine(_folder, "console");
        var server = RabbitUnderTest.Program("rabbitmq-server");
        _server = Run(new ProcessStartInfo("/bin/sh", ["-c", $"exec \"$@\" >>{log} 2>&1", "sh", server.FileName, .. server.ArgumentList]));
        await AwaitListeningAsync(TimeSpan.FromSeconds(60));
    }

    /// <summary>
    /// Runs <c>rabbitmqctl</c> against the node and returns what it printed; for what is asked often, the functions that the
    /// command calls.
    /// </summary>
    public Task<string> RabbitMqCtlAsync(params string[] arguments) => arguments switch
    {
        ["add_user", var user, var password] => CallAsync("add_user", user, password),
        ["change_password", var user, var password] => CallAsync("change_password", user, password),
        ["set_permissions", "-p", var host, var user, var configure, var write, var read] =>
            CallAsync("set_permissions", user, host, configure, write, read),
        ["set_permissions", var user, var configure, var write, var read] =>
            CallAsync("set_permissions", user, "/", configure, write, read),
        _ => RunRabbitMqCtlAsync(arguments),
    };

    /// <summary>
    /// Has the node evaluate Erlang and returns the value. As <c>rabbitmqctl eval</c> does, which takes fifty times as much
    /// processor time: it starts an Erlang of its own.
    /// </summary>
    public async Task<string> EvalAsync(string expression)
    {
        var start = RabbitUnderTest.Program("erl_call", ["-sname", NodeName, "-c", await File.ReadAllTextAsync(Cookie), "-e"]);
        start.RedirectStandardInput = true;
        using var process = Run(start, capture: true);
        await process.StandardInput.WriteLineAsync(expression);
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        var answer = (await process.StandardOutput.ReadToEndAsync()).Trim();
        await process.WaitForExitAsync();
        return answer.StartsWith(Answered, StringComparison.Ordinal) && answer.EndsWith('}')
            ? answer[Answered.Length..^1]
            : throw new InvalidOperationException($"{NodeName} did not evaluate {expression}: {answer}{await errors}");
    }

    /// <summary>
    /// Closes the connections that stand, of one user or of all. <c>rabbitmqctl close_all_connections</c>, and whatever asks a
    /// connection who it is, fails with <c>noproc</c> where one of the list ends by itself meanwhile, and closes no more of them.
    /// </summary>
    /// <returns>How many were closed.</returns>
    public async Task<int> CloseConnectionsAsync(string? user = null) =>
        int.Parse(
            await EvalAsync($$"""
                length([P || P <- rabbit_networking:connections(),
                    [{user, U}] <- [(catch rabbit_networking:connection_info(P, [user]))],
                    {{(user is null ? "true" : $"U =:= <<\"{user}\">>")}},
                    (catch rabbit_networking:close_connection(P, "by a test")) =:= ok]).
                """),
            CultureInfo.InvariantCulture);

    public Task StopAppAsync() => EvalAsync("rabbit:stop().");

    public async Task StartAppAsync()
    {
        await EvalAsync("rabbit:start().");
        await AwaitListeningAsync(TimeSpan.FromSeconds(30));
    }

    /// <summary>
    /// Waits until the node has written down which queues it has. It does so a moment late: one that is killed within about a
    /// second of declaring a quorum queue forgets it with what is in it, and 3.10.8 never has a leader for it again while 4.3.6
    /// begins it anew. What a test declared must be older, or it is the broker that is tested.
    /// </summary>
    public static Task WhenQueuesAreKeptAsync() => Task.Delay(TimeSpan.FromSeconds(5));

    /// <summary>Ends the node as a power cut would.</summary>
    public async Task KillAsync()
    {
        Signal("-9");
        if (_server is { } server)
        {
            await server.WaitForExitAsync();
        }
    }

    /// <summary>Freezes the node: it holds its connections and answers nothing.</summary>
    public void Freeze() => Signal("-STOP");

    public void Thaw() => Signal("-CONT");

    /// <summary>Makes this node, which was started sharing with the other, a member of the other's cluster.</summary>
    public async Task JoinAsync(RabbitBroker other)
    {
        await StopAppAsync();
        await RabbitMqCtlAsync("reset");
        await RabbitMqCtlAsync("join_cluster", other.NodeName);
        await StartAppAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        End(_epmd);
        End(_watchdog);
        _server?.Dispose();
        try
        {
            Directory.Delete(_folder, recursive: true);
        }
        catch (IOException)
        {
            // The node's last write may come while its folder is being removed.
            await Task.Delay(TimeSpan.FromMilliseconds(200));
            if (Directory.Exists(_folder))
            {
                Directory.Delete(_folder, recursive: true);
            }
        }
    }

    private async Task<string> CallAsync(string function, params IEnumerable<string> texts)
    {
        // As bytes, whatever is in them.
        var binaries = texts.Append("tests").Select(text => $"<<{string.Join(',', Encoding.UTF8.GetBytes(text))}>>");
        var answer = await EvalAsync($"rabbit_auth_backend_internal:{function}({string.Join(", ", binaries)}).");
        return answer == "ok" ? answer : throw new InvalidOperationException($"{NodeName} refused {function}: {answer}");
    }

    private async Task<string> RunRabbitMqCtlAsync(string[] arguments)
    {
        using var process = Run(RabbitUnderTest.Program("rabbitmqctl", ["--quiet", .. arguments]), capture: true);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException(
                $"rabbitmqctl {string.Join(' ', arguments)} ended with {process.ExitCode}: {await output}{await errors}");
    }

    private void Prepare(string[] settings)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "log"));
        // Whoever says where the management listens wants it, and so on.
        string[] plugins =
        [
            .. Wanted("management.", "rabbitmq_management"),
            .. Wanted("auth_oauth2.", "rabbitmq_auth_backend_oauth2"),
        ];
        File.WriteAllText(Path.Combine(_folder, "enabled_plugins"), $"[{string.Join(',', plugins)}].");
        File.WriteAllText(
            Path.Combine(_folder, "rabbitmq.conf"),
            $"""
            listeners.tcp.default = 127.0.0.1:{Port.ToString(CultureInfo.InvariantCulture)}
            cluster_partition_handling = pause_minority
            disk_free_limit.absolute = 50MB
            log.console.level = warning
            {string.Join('\n', settings)}

            """);

        if (_sharing is null)
        {
            Directory.CreateDirectory(Home);
            File.WriteAllText(Cookie, Guid.NewGuid().ToString("N"));
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(Cookie, UnixFileMode.UserRead);
            }

            // Not left to the node, which would start it as a daemon that outlives everything.
            _epmd = Run(
                RabbitUnderTest.Program("epmd", "-port", _epmdPort.ToString(CultureInfo.InvariantCulture), "-address", "127.0.0.1"));
        }

        // Outlives a test process that is killed, by the second or so that it takes to notice.
        var watch = $"""
            while kill -0 {Environment.ProcessId} 2>/dev/null; do sleep 1; done
            [ -f {PidFile} ] && kill -9 $(cat {PidFile})
            {(_epmd is null ? "" : $"kill -9 {_epmd.Id}")}
            rm -rf {_folder}
            """;
        _watchdog = Run(new ProcessStartInfo("setsid", ["/bin/sh", "-c", watch]));

        IEnumerable<string> Wanted(string setting, string plugin) =>
            settings.Any(line => line.StartsWith(setting, StringComparison.Ordinal)) ? [plugin] : [];
    }

    private Process Run(ProcessStartInfo start, bool capture = false)
    {
        start.WorkingDirectory = _folder;
        start.RedirectStandardOutput = capture;
        start.RedirectStandardError = capture;
        var environment = start.Environment;
        foreach (var inherited in environment.Keys.Where(key => key.StartsWith("RABBITMQ_", StringComparison.Ordinal)).ToArray())
        {
            environment.Remove(inherited);
        }

        environment["HOME"] = Home;
        environment["ERL_EPMD_PORT"] = _epmdPort.ToString(CultureInfo.InvariantCulture);
        environment["ERL_EPMD_ADDRESS"] = "127.0.0.1";
        environment["RABBITMQ_NODENAME"] = NodeName;
        environment["RABBITMQ_DIST_PORT"] = _distributionPort.ToString(CultureInfo.InvariantCulture);
        environment["RABBITMQ_MNESIA_BASE"] = Path.Combine(_folder, "mnesia");
        environment["RABBITMQ_LOG_BASE"] = Path.Combine(_folder, "log");
        environment["RABBITMQ_PID_FILE"] = PidFile;
        environment["RABBITMQ_CONFIG_FILE"] = Path.Combine(_folder, "rabbitmq.conf");
        environment["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(_folder, "enabled_plugins");
        environment["RABBITMQ_CONF_ENV_FILE"] = "/dev/null";
        environment["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] =
            "-kernel inet_dist_use_interface {127,0,0,1} net_ticktime 10 -start_epmd false";
        return Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start.");
    }

    private async Task AwaitListeningAsync(TimeSpan within)
    {
        var since = Stopwatch.StartNew();
        while (!await AnswersAsync())
        {
            if (_server is { HasExited: true } || since.Elapsed > within)
            {
                var console = Path.Combine(_folder, "console");
                throw new InvalidOperationException(
                    $"The broker {NodeName} does not listen: "
                    + $"{(File.Exists(console) ? await File.ReadAllTextAsync(console) : "it wrote nothing")}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, Port);
            var stream = client.GetStream();
            await stream.WriteAsync("AMQP\0\0\x09\x01"u8.ToArray());
            return await stream.ReadAsync(new byte[1]).AsTask().WaitAsync(TimeSpan.FromSeconds(5)) == 1;
        }
        catch (Exception exception) when (exception is SocketException or IOException or TimeoutException)
        {
            return false;
        }
    }

    private void Signal(string signal)
    {
        if (!File.Exists(PidFile))
        {
            return;
        }

        Signals.Send(signal, ProcessId);
        if (signal == "-9")
        {
            File.Delete(PidFile);
        }
    }

    private static void End(Process? process)
    {
        if (process is { HasExited: false })
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }

        process?.Dispose();
    }

    /// <summary>A port of the loopback address that nobody listens on now.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
