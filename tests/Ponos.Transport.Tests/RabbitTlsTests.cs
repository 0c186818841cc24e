using System.Security.Cryptography.X509Certificates;
using Ponos.Tests.Support;
using Ponos.Transport.RabbitMq;
using Ponos.Transport.Tests.Support;

namespace Ponos.Transport.Tests;

/// <summary>TLS with certificates that are given in code.</summary>
internal sealed class RabbitTlsTests
{
    private const int Bound = 60_000;
    private const string Host = "broker.test";

    private readonly CertificateAuthority _authority = new();
    private readonly int _port = RabbitBroker.FreePort();
    private RabbitBroker _broker = null!;

    [OneTimeSetUp]
    public async Task StartBroker()
    {
        var (certificate, key) = _authority.IssueServer(Host);
        _broker = await RabbitBroker.StartAsync(
            "tlscode",
            sharing: null,
            $"listeners.ssl.default = 127.0.0.1:{_port}",
            $"ssl_options.cacertfile = {_authority.CertificateFile}",
            $"ssl_options.certfile = {certificate}",
            $"ssl_options.keyfile = {key}",
            "ssl_options.verify = verify_peer",
            "ssl_options.fail_if_no_peer_cert = true");
    }

    [OneTimeTearDown]
    public async Task EndBroker()
    {
        await _broker.DisposeAsync();
        _authority.Dispose();
    }

    [Test, CancelAfter(Bound)]
    public async Task Connect_AuthorityAndCertificateInCode_PublishesAndConsumes(CancellationToken cancellationToken)
    {
        await using var transport = Connect(_authority);
        await transport.DeclareAsync(Shapes.Queue("over.tls"), cancellationToken);
        var received = DeliveryCollector.Acking();
        await transport.ReceiveAsync("over.tls", 10, received.Deliver, cancellationToken);

        await transport.SendAsync(
            RabbitFixture.Job(JobAddress.Queue("over.tls"), "1") with { Body = new byte[300_000] }, cancellationToken);

        await received.WaitForAsync(1, cancellationToken);
        Assert.That(received.Texts.Single(), Has.Length.EqualTo(300_000), "More than one record of TLS and one frame of AMQP.");
    }

    [Test, CancelAfter(Bound)]
    public async Task Connect_AnotherAuthorityIsTrusted_IsRefusedWithTheReason(CancellationToken cancellationToken)
    {
        using var other = new CertificateAuthority();
        await using var transport = Connect(other);
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        soon.CancelAfter(TimeSpan.FromSeconds(10));

        var refused = await Assert.ThrowsAsync<BrokerUnavailableException>(() => transport.DeclareAsync(Shapes.Queue("never"), soon.Token));

        Assert.That(refused!.Message, Does.Contain("authority is not trusted"));
        Assert.That(transport.Health.Connection.Status, Is.EqualTo(TransportStatus.Faulted));
    }

    private RabbitTransport Connect(CertificateAuthority trusted)
    {
        var options = new RabbitMqOptions { Hosts = [$"127.0.0.1:{_port}"] };
        options.Tls.Enabled = true;
        options.Tls.ServerName = Host;
        options.Tls.TrustedAuthorities.Add(X509CertificateLoader.LoadCertificateFromFile(trusted.CertificateFile));
        options.Tls.ClientCertificates.Add(X509CertificateLoader.LoadPkcs12FromFile(_authority.IssueClient("worker", "open"), "open"));
        return new RabbitTransport(RabbitMqOptionsMap.ToTransport(options));
    }
}
