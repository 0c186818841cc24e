using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using RabbitMQ.Client;

namespace Ponos.Transport.RabbitMq.Wire;

/// <summary>One attempt to reach a broker. TLS is ours and not the client's, since the guard must see what is inside.</summary>
internal sealed class BrokerSocket(Socket socket, RabbitTls tls, string host) : TcpClientAdapter(socket)
{
    private Stream? _stream;

    public override async Task ConnectAsync(IPAddress ep, int port, CancellationToken cancellationToken = default)
    {
        await base.ConnectAsync(ep, port, cancellationToken);
        var plain = new NetworkStream(Client, ownsSocket: false);
        if (!tls.Enabled)
        {
            _stream = plain;
            return;
        }

        var secure = new SslStream(plain, leaveInnerStreamOpen: false);
        try
        {
            await secure.AuthenticateAsClientAsync(tls.For(host), cancellationToken);
            _stream = secure;
        }
        catch
        {
            await secure.DisposeAsync();
            throw;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stream?.Dispose();
        }

        base.Dispose(disposing);
    }

    public override NetworkStream GetStream() =>
        new GuardedStream(Client, _stream ?? throw new InvalidOperationException("Not connected."));
}
