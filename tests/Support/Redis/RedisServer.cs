using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Ponos.Tests.Support;

/// <summary>
/// A Redis of a test's own: loopback only, its own port and folder, nothing kept on disk. It ends with the object, and with
/// the test process even when that is killed.
/// </summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ponos-redis-").FullName;
    private Process? _server;
    private Process? _watchdog;

    private RedisServer()
    {
    }

    public int Port { get; } = RabbitBroker.FreePort();

    public string Address => $"127.0.0.1:{Port.ToString(CultureInfo.InvariantCulture)}";

    private string PidFile => Path.Combine(_folder, "pid");

    /// <summary>Starts a server. Without Redis on the machine the test is ignored, or fails where CI says that it must run.</summary>
    public static async Task<RedisServer> StartAsync()
    {
        const string Remedy = "Redis is missing: apt-get install -y --no-install-recommends redis-server";
        if (!File.Exists("/usr/bin/redis-server"))
        {
            if (Environment.GetEnvironmentVariable("CI") is { Length: > 0 })
            {
                Assert.Fail(Remedy);
            }

            Assert.Ignore(Remedy);
        }

        var server = new RedisServer();
        try
        {
            server.Watch();
            await server.StartAgainAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it again after <see cref="KillAsync"/>, with nothing in its memory.</summary>
    public async Task StartAgainAsync()
    {
        _server = Process.Start(new ProcessStartInfo(
            "/usr/bin/redis-server",
            [
                "--bind", "127.0.0.1", "--port", Port.ToString(CultureInfo.InvariantCulture), "--dir", _folder, "--save", "",
                "--appendonly", "no", "--daemonize", "no", "--logfile", Path.Combine(_folder, "log"),
            ]) { WorkingDirectory = _folder })!;
        await File.WriteAllTextAsync(PidFile, _server.Id.ToString(CultureInfo.InvariantCulture));
        var since = Stopwatch.StartNew();
        while (!await AnswersAsync())
        {
            if (_server.HasExited || since.Elapsed > TimeSpan.FromSeconds(30))
            {
                throw new InvalidOperationException($"redis-server does not listen on {Address}.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }
    }

    /// <summary>Ends it as a power cut would.</summary>
    public async Task KillAsync()
    {
        if (_server is { HasExited: false } server)
        {
            Signal("-9");
            await server.WaitForExitAsync();
        }
    }

    /// <summary>It holds its connections and answers nothing.</summary>
    public void Freeze() => Signal("-STOP");

    public void Thaw() => Signal("-CONT");

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _server?.Dispose();
        if (_watchdog is { HasExited: false } watchdog)
        {
            watchdog.Kill(entireProcessTree: true);
            await watchdog.WaitForExitAsync();
        }

        _watchdog?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void Watch()
    {
        var watch = $"""
            while kill -0 {Environment.ProcessId} 2>/dev/null; do sleep 1; done
            [ -f {PidFile} ] && kill -9 $(cat {PidFile})
            rm -rf {_folder}
            """;
        _watchdog = Process.Start(new ProcessStartInfo("setsid", ["/bin/sh", "-c", watch]));
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, Port);
            var stream = client.GetStream();
            await stream.WriteAsync("PING\r\n"u8.ToArray());
            var answer = new byte[5];
            await stream.ReadExactlyAsync(answer).AsTask().WaitAsync(TimeSpan.FromSeconds(5));
            return Encoding.ASCII.GetString(answer) == "+PONG";
        }
        catch (Exception exception) when (exception is SocketException or IOException or TimeoutException)
        {
            return false;
        }
    }

    private void Signal(string signal) => Signals.Send(signal, _server!.Id);
}
