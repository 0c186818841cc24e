using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Examples.Health;

/// <summary>
/// A site on loopback to be checked: <c>/steady</c> is always well, <c>/warming</c> refuses its first requests as a
/// server does that is starting, <c>/gone</c> has moved away for good.
/// </summary>
public sealed class SampleSite : IDisposable
{
    /// <summary>How many requests <c>/warming</c> refuses before it is well.</summary>
    public const int RefusedWhileWarming = 2;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private int _warmingRequests;

    private SampleSite()
    {
        _listener.Start();
        var root = new Uri($"http://{_listener.LocalEndpoint}/");
        Gone = new Uri(root, "gone");
        Targets = new Dictionary<string, Uri>(StringComparer.Ordinal)
        {
            ["steady"] = new(root, "steady"),
            ["warming"] = new(root, "warming"),
        };
    }

    /// <summary>The pages that become well, by name.</summary>
    public IDictionary<string, Uri> Targets { get; }

    /// <summary>The page that never will.</summary>
    public Uri Gone { get; }

    /// <summary>Starts a site on a free port.</summary>
    public static SampleSite Start()
    {
        var site = new SampleSite();
        _ = site.ServeAsync();
        return site;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        var stop = _stop.Token;
        try
        {
            while (true)
            {
                _ = AnswerAsync(await _listener.AcceptTcpClientAsync(stop), stop);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task AnswerAsync(TcpClient client, CancellationToken stop)
    {
        using (client)
        {
            try
            {
                await using var stream = client.GetStream();
                using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
                var request = await reader.ReadLineAsync(stop);
                while (await reader.ReadLineAsync(stop) is { Length: > 0 })
                {
                    // A GET has headers and no body.
                }

                var answer =
                    $"HTTP/1.1 {StatusOf(request?.Split(' ').ElementAtOrDefault(1))}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
                await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), stop);
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException)
            {
                // The one who asked, or the site, went away.
            }
        }
    }

    private string StatusOf(string? path) => path switch
    {
        "/steady" => "200 OK",
        "/warming" when Interlocked.Increment(ref _warmingRequests) <= RefusedWhileWarming => "503 Service Unavailable",
        "/warming" => "200 OK",
        "/gone" => "410 Gone",
        _ => "404 Not Found",
    };
}
