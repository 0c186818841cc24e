using System.Net;
using System.Net.Sockets;
using Ponos.Transport.RabbitMq;
using Ponos.Transport.Tests.Support;

namespace Ponos.Transport.Tests;

/// <summary>Who a service is, asked at each connect; and brokers of which some are not there.</summary>
internal sealed class RabbitCredentialTests : RabbitFixture
{
    [Test, CancelAfter(Bound)]
    public async Task Credential_PasswordWasRotated_IsAskedAgain(CancellationToken cancellationToken)
    {
        var user = Unique("rotating");
        var password = "first";
        await Broker.RabbitMqCtlAsync("add_user", user, password);
        await Broker.RabbitMqCtlAsync("set_permissions", user, ".*", ".*", ".*");
        var asked = 0;
        var transport = Connect(new RabbitTransportOptions
        {
            Endpoints = RabbitUri.Parse(Broker.Uri).Endpoints,
            Credential = _ =>
            {
                Interlocked.Increment(ref asked);
                return ValueTask.FromResult(new RabbitMqCredential(user, Volatile.Read(ref password)));
            },
        });
        await transport.DeclareAsync(Shapes.Queue(Unique("q")), cancellationToken);
        await EventuallyAsync(() => Volatile.Read(ref asked) == 2, TimeSpan.FromSeconds(10), "asked for each of the two connections");
        var before = transport.Connections.Working!;
        await Broker.RabbitMqCtlAsync("change_password", user, "second");
        Volatile.Write(ref password, "second");

        before.Sever("test");

        await EventuallyAsync(
            () => transport.Connections.Working != before && transport.Health.Connection.Status == TransportStatus.Healthy,
            TimeSpan.FromSeconds(20),
            "connected again");
        Assert.That(asked, Is.GreaterThanOrEqualTo(3));
    }

    [Test, CancelAfter(Bound)]
    public async Task Credential_ProviderFailsAtFirst_IsSaidWithoutItsTextAndTriedAgain(CancellationToken cancellationToken)
    {
        var fails = true;
        var transport = Connect(new RabbitTransportOptions
        {
            Endpoints = RabbitUri.Parse(Broker.Uri).Endpoints,
            Credential = _ => Volatile.Read(ref fails)
                ? throw new InvalidOperationException("s3ntinel")
                : ValueTask.FromResult(new RabbitMqCredential("guest", "guest")),
        });
        var declaring = transport.DeclareAsync(Shapes.Queue(Unique("q")), cancellationToken);
        await EventuallyAsync(
            () => transport.Health.Connection.Reason?.Contains("credential provider", StringComparison.Ordinal) == true,
            TimeSpan.FromSeconds(10),
            "said");
        Assert.That(transport.Health.Connection.Reason, Does.Not.Contain("s3ntinel"));

        Volatile.Write(ref fails, false);

        await declaring;
    }

    [Test, CancelAfter(Bound)]
    public async Task Credential_GivenAgainAlthoughItsTimeIsOver_LeavesTheConnectionToTheBroker(CancellationToken cancellationToken)
    {
        var asked = 0;
        var transport = Connect(new RabbitTransportOptions
        {
            Endpoints = RabbitUri.Parse(Broker.Uri).Endpoints,
            FaultRetryDelay = TimeSpan.FromMilliseconds(50),
            Credential = _ =>
            {
                Interlocked.Increment(ref asked);
                return ValueTask.FromResult(new RabbitMqCredential("guest", "guest") { ExpiresAt = DateTimeOffset.UnixEpoch });
            },
        });
        await transport.DeclareAsync(Shapes.Queue(Unique("q")), cancellationToken);
        var working = transport.Connections.Working;

        await EventuallyAsync(() => Volatile.Read(ref asked) > 8, TimeSpan.FromSeconds(20), "asked again and again");

        Assert.That(transport.Connections.Working, Is.SameAs(working));
        Assert.That(working!.IsLost, Is.False);
    }

    [Test, CancelAfter(Bound)]
    public async Task Credential_ExpiresWhileAnAlarmStands_IsRenewedWhenTheBrokerReadsAgain(CancellationToken cancellationToken)
    {
        var (asked, queue) = (0, Unique("q"));
        var transport = Connect(new RabbitTransportOptions
        {
            Endpoints = RabbitUri.Parse(Broker.Uri).Endpoints,
            CallDeadline = TimeSpan.FromSeconds(1),
            FaultRetryDelay = TimeSpan.FromMilliseconds(200),
            // The first two are the two connections'. What is given later is taken for any of guest's.
            Credential = _ => ValueTask.FromResult(
                new RabbitMqCredential("guest", Interlocked.Increment(ref asked) <= 2 ? "guest" : Guid.NewGuid().ToString("N"))
                {
                    ExpiresAt = TimeProvider.System.GetUtcNow().AddSeconds(2),
                }),
        });
        await transport.DeclareAsync(Shapes.Queue(queue), cancellationToken);
        await transport.SendAsync(Job(JobAddress.Queue(queue), "1"), cancellationToken);
        var publishing = transport.Connections.Publishing!;
        Task sending;
        await Broker.RabbitMqCtlAsync("set_vm_memory_high_watermark", "0");
        try
        {
            sending = transport.SendAsync(Job(JobAddress.Queue(queue), "2"), cancellationToken).AsTask();
            await EventuallyAsync(() => publishing.BlockedReason is not null, TimeSpan.FromSeconds(10), "blocked");

            await Task.Delay(TimeSpan.FromSeconds(5), cancellationToken);
        }
        finally
        {
            await Broker.RabbitMqCtlAsync("set_vm_memory_high_watermark", "0.4");
        }

        await sending;
        Assert.That(publishing.IsLost, Is.False);
        var before = Volatile.Read(ref asked);
        await EventuallyAsync(() => Volatile.Read(ref asked) > before + 2, TimeSpan.FromSeconds(10), "renewed on");
        Assert.That(publishing.IsLost, Is.False);
    }

    [Test, CancelAfter(Bound)]
    public async Task Credential_BecomesAnotherUsers_IsUsedByANewConnection(CancellationToken cancellationToken)
    {
        var user = Unique("next");
        await Broker.RabbitMqCtlAsync("add_user", user, "next");
        await Broker.RabbitMqCtlAsync("set_permissions", user, ".*", ".*", ".*");
        var isNext = false;
        var transport = Connect(new RabbitTransportOptions
        {
            Endpoints = RabbitUri.Parse(Broker.Uri).Endpoints,
            Credential = _ => ValueTask.FromResult(Volatile.Read(ref isNext)
                ? new RabbitMqCredential(user, "next")
                : new RabbitMqCredential("guest", "guest") { ExpiresAt = TimeProvider.System.GetUtcNow().AddSeconds(1) }),
        });
        await transport.DeclareAsync(Shapes.Queue(Unique("q")), cancellationToken);

        Volatile.Write(ref isNext, true);

        await EventuallyAsync(
            () => transport.Connections.Working?.UserName == user && transport.Health.Connection.Status == TransportStatus.Healthy,
            TimeSpan.FromSeconds(20),
            "connected as the next user");
    }

    [Test, CancelAfter(Bound)]
    public async Task Connect_OneHostTakesConnectionsAndSaysNothing_TheOtherIsTaken(CancellationToken cancellationToken)
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var transport = Connect(new RabbitTransportOptions
        {
            Endpoints =
            [
                new RabbitEndpoint("127.0.0.1", ((IPEndPoint)silent.LocalEndpoint).Port),
                RabbitUri.Parse(Broker.Uri).Endpoints[0],
            ],
            ConnectDeadline = TimeSpan.FromSeconds(2),
        });

        await transport.DeclareAsync(Shapes.Queue(Unique("q")), cancellationToken);
    }
}
