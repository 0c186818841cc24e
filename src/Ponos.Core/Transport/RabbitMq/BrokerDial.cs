using System.Net.Sockets;
using Ponos.Transport.RabbitMq.Wire;
using RabbitMQ.Client;

namespace Ponos.Transport.RabbitMq;

/// <summary>Opens a connection to one of the brokers, whichever answers first.</summary>
internal sealed class BrokerDial(RabbitTransportOptions options, EndpointOrder order, string role)
{
    // The most that a broker can be set to. At the client's own 64 MiB a larger body kills its consumer's connection, again and again.
    private const uint MaxInboundBytes = 512 * 1024 * 1024;

    /// <returns>The connection, its socket to cut it with when its write loop is stuck, and what it logged in with.</returns>
    public async Task<(IConnection Connection, Socket? Socket, RabbitMqCredential Credential)> OpenAsync(
        CancellationToken cancellationToken)
    {
        var credential = await new CredentialSource(options).AskAsync(cancellationToken);
        var failures = new List<Exception>();
        foreach (var endpoint in order.Draw(role))
        {
            try
            {
                var (connection, socket) = await OpenAsync(endpoint, credential, cancellationToken);
                order.Use(role, endpoint);
                return (connection, socket, credential);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                failures.Add(exception);
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
        throw failures.Count == 1 ? failures[0] : new AggregateException(failures);
    }

    private async Task<(IConnection Connection, Socket? Socket)> OpenAsync(
        RabbitEndpoint endpoint, RabbitMqCredential credential, CancellationToken cancellationToken)
    {
        Socket? socket = null;
        var factory = new ConnectionFactory
        {
            UserName = credential.UserName,
            Password = credential.Password,
            VirtualHost = options.VirtualHost,
            AutomaticRecoveryEnabled = false,
            TopologyRecoveryEnabled = false,
            MaxInboundMessageBodySize = MaxInboundBytes,
            RequestedHeartbeat = options.Heartbeat,
            RequestedConnectionTimeout = options.ConnectDeadline,
            HandshakeContinuationTimeout = options.ConnectDeadline,
            // Ours comes first: it ends the connection as well.
            ContinuationTimeout = options.CallDeadline * 2,
            // The last socket that was made is the one that connected.
            SocketFactory = family => new BrokerSocket(
                socket = new Socket(family, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true }, options.Tls, endpoint.Host),
        };
        if (options.External)
        {
            factory.AuthMechanisms = [new ExternalMechanismFactory()];
        }

        // TLS is the socket's.
        AmqpTcpEndpoint[] one = [new(endpoint.Host, endpoint.Port, new SslOption(), MaxInboundBytes)];
        var opening = factory.CreateConnectionAsync(one, $"{options.ConnectionName} ({role})", cancellationToken);
        try
        {
            return (await opening.WaitAsync(options.ConnectDeadline * 2, options.TimeProvider, cancellationToken), socket);
        }
        catch
        {
#pragma warning disable CA1508 // The factory of sockets sets it.
            socket?.Dispose();
#pragma warning restore CA1508
            _ = opening.ContinueWith(
                static done => done.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            throw;
        }
    }
}
