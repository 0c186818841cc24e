using Ponos.Faults.Tests.Support;
using Ponos.Tests.Support;

namespace Ponos.Faults.Tests;

/// <summary>
/// A worker over TLS. In a process of its own, since which authorities are trusted is the machine's and the process's to
/// say: Ponos has no way to trust another, or none.
/// </summary>
internal sealed class TlsTests : FaultFixture
{
    private const string Host = "broker.test";
    private const string Sentinel = "s3ntinel-passphrase";

    private readonly CertificateAuthority _authority = new();
    private readonly int _tlsPort = RabbitBroker.FreePort();
    private RabbitBroker _broker = null!;

    [OneTimeSetUp]
    public async Task StartBroker()
    {
        var (certificate, key) = _authority.IssueServer(Host);
        _broker = await RabbitBroker.StartAsync(
            "tls",
            sharing: null,
            $"listeners.ssl.default = 127.0.0.1:{_tlsPort}",
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
    public async Task Connect_ServerNameAndClientCertificateFit_Works()
    {
        var publisher = await StartWorkerAsync(_broker.Uri);
        var worker = Start(publisher, Uri(Host, ClientCertificate()), trust: true);
        await worker.WhenReadyAsync();

        await publisher.PublishTaskAsync("over-tls", options: new PublishOptions { Service = ServiceOf(publisher) });

        await Wait.UntilAsync(() => worker.DoneIds.Contains("over-tls"), () => $"the job was not handled: {worker.Output}");
        Assert.That(worker.Output, Does.Not.Contain(Sentinel));
    }

    [Test, CancelAfter(Bound)]
    public async Task Connect_OtherServerName_IsRefusedWithTheReason() =>
        await AssertRefusedAsync(Uri("other.test", ClientCertificate()), trust: true, "it is not for the name 'other.test'");

    [Test, CancelAfter(Bound)]
    public async Task Connect_AuthorityThatIsNotTrusted_IsRefusedWithTheReason() =>
        await AssertRefusedAsync(Uri(Host, ClientCertificate()), trust: false, "its authority is not trusted here");

    [Test, CancelAfter(Bound)]
    public async Task Connect_NoClientCertificate_DoesNotConnect() =>
        await AssertRefusedAsync(Uri(Host, clientCertificate: null), trust: true, "Cannot connect");

    private static string ServiceOf(WorkerHost publisher) => publisher.Service + "-tls";

    private async Task AssertRefusedAsync(string uri, bool trust, string reason)
    {
        var publisher = await StartWorkerAsync(_broker.Uri);
        var worker = Start(publisher, uri, trust);

        await Wait.UntilAsync(
            () => worker.Output.Contains(reason, StringComparison.Ordinal), () => $"no word of {reason}: {worker.Output}");

        Assert.That(worker.Output, Does.Not.Contain("Connected to"));
        Assert.That(worker.Output, Does.Contain($"127.0.0.1:{_tlsPort}").And.Not.Contain(Sentinel));
        Assert.That(worker.HasExited, Is.False, "It goes on trying.");
    }

    private string ClientCertificate() => _authority.IssueClient("worker", Sentinel);

    private string Uri(string serverName, string? clientCertificate) =>
        $"amqps://guest:guest@127.0.0.1:{_tlsPort}/?server_name_indication={serverName}"
        + (clientCertificate is null ? "" : $"&certfile={System.Uri.EscapeDataString(clientCertificate)}&certpass={Sentinel}");

    private WorkerProcess Start(WorkerHost publisher, string uri, bool trust) => Own(WorkerProcess.Start(
        uri,
        ("FAULTS_SERVICE", ServiceOf(publisher)),
        ("FAULTS_TASK", publisher.Task),
        (trust ? "SSL_CERT_FILE" : "FAULTS_NOTHING", _authority.CertificateFile)));
}
