using System.Net;
using System.Net.Sockets;

namespace Ponos.Tests.Support;

/// <summary>
/// A wire to a broker that can be cut (RST) or go dead (nothing passes, nothing is closed). It takes the next connection
/// whatever became of the last one, unless it is told to cut that one too.
/// </summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _target;
    private readonly Lock _gate = new();
    private readonly List<Link> _links = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private Func<TimeSpan>? _lifetime;

    public TcpProxy(int target)
    {
        _target = target;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = Task.Run(AcceptAsync);
    }

    public int Port { get; }

    public string Uri => $"amqp://guest:guest@127.0.0.1:{Port}/";

    /// <summary>How many connections were taken so far.</summary>
    public int Accepted { get; private set; }

    /// <summary>Ends every connection with a reset, on both sides.</summary>
    public void Reset()
    {
        foreach (var link in TakeLinks())
        {
            link.Reset();
        }
    }

    /// <summary>Nothing passes any more over the connections that stand, and nobody is told.</summary>
    public void BlackHole()
    {
        lock (_gate)
        {
            foreach (var link in _links)
            {
                link.Dead = true;
            }
        }
    }

    /// <summary>Resets each connection that is taken from now on after a while; <see langword="null"/> lets them live.</summary>
    public void ResetNew(Func<TimeSpan>? after)
    {
        lock (_gate)
        {
            _lifetime = after;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        Reset();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var near = await _listener.AcceptSocketAsync(_stop.Token);
                _ = Task.Run(() => ServeAsync(near));
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(Socket near)
    {
        var far = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        near.NoDelay = true;
        var link = new Link(near, far);
        Func<TimeSpan>? lifetime;
        lock (_gate)
        {
            _links.Add(link);
            Accepted++;
            lifetime = _lifetime;
        }

        try
        {
            await far.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
            if (lifetime is not null)
            {
                _ = ResetAfterAsync(link, lifetime());
            }

            await Task.WhenAny(link.PumpAsync(near, far), link.PumpAsync(far, near));
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The broker does not listen.
        }

        if (!link.Dead)
        {
            link.Close();
        }
    }

    private async Task ResetAfterAsync(Link link, TimeSpan lifetime)
    {
        await Task.Delay(lifetime);
        lock (_gate)
        {
            _links.Remove(link);
        }

        link.Reset();
    }

    private Link[] TakeLinks()
    {
        lock (_gate)
        {
            var links = _links.ToArray();
            _links.Clear();
            return links;
        }
    }

    private sealed class Link(Socket near, Socket far)
    {
        private volatile bool _dead;

        public bool Dead
        {
            get => _dead;
            set => _dead = value;
        }

        public async Task PumpAsync(Socket from, Socket to)
        {
            var buffer = new byte[64 * 1024];
            try
            {
                while (await from.ReceiveAsync(buffer) is > 0 and var count)
                {
                    for (var sent = 0; sent < count && !Dead;)
                    {
                        sent += await to.SendAsync(buffer.AsMemory(sent, count - sent));
                    }

                    if (Dead)
                    {
                        // What comes is neither read nor refused, as on a wire that leads nowhere.
                        await Task.Delay(Timeout.Infinite);
                    }
                }
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // One side ended; so does the link.
            }
        }

        public void Reset()
        {
            Dead = false;
            near.Close(0);
            far.Close(0);
        }

        public void Close()
        {
            near.Dispose();
            far.Dispose();
        }
    }
}
