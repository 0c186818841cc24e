using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ponos.Transport.RabbitMq;

namespace Ponos.Transport.Tests;

/// <summary>The broker in code.</summary>
internal sealed class RabbitMqOptionsMapTests
{
    [Test]
    public void ToTransport_NothingSet_IsGuestOnThisMachine()
    {
        var transport = RabbitMqOptionsMap.ToTransport(new RabbitMqOptions());

        Assert.That(transport.Description, Is.EqualTo("localhost:5672 vhost /"));
        Assert.That((transport.UserName, transport.Password, transport.Heartbeat), Is.EqualTo(("guest", "guest", TimeSpan.FromSeconds(5))));
    }

    [Test]
    public void ToUser_AndBack_IsWhatWasConfigured()
    {
        var configured = RabbitUri.Parse(
            "amqps://us%40er:p%2Fw@one:5673,two,[::1]:99/my%2Fhost?heartbeat=7&connection_timeout=1500"
            + "&server_name_indication=broker.example&certfile=%2Fme.p12&certpass=x");

        var back = RabbitMqOptionsMap.ToTransport(RabbitMqOptionsMap.ToUser(configured));

        Assert.That(back.Endpoints, Is.EqualTo(configured.Endpoints));
        Assert.That(back with { Endpoints = configured.Endpoints }, Is.EqualTo(configured));
    }

    [Test]
    public void ToTransport_CodeSwitchesTlsOn_TheUsualPortIsTheOneOfTls()
    {
        var options = RabbitMqOptionsMap.ToUser(RabbitUri.Parse("amqp://one,two:9999"));
        options.Tls.Enabled = true;

        Assert.That(
            RabbitMqOptionsMap.ToTransport(options).Endpoints, Is.EqualTo(new[] { new RabbitEndpoint("one", 5671), new("two", 9999) }));
    }

    [Test]
    public void ToTransport_WrongOptions_AreNamed()
    {
        AssertRefused(options => options.Heartbeat = TimeSpan.Zero, "Heartbeat");
        AssertRefused(options => options.Heartbeat = TimeSpan.FromSeconds(1.5), "Heartbeat");
        AssertRefused(options => options.Heartbeat = TimeSpan.FromMinutes(2), "Heartbeat");
        AssertRefused(options => options.ConnectTimeout = Timeout.InfiniteTimeSpan, "ConnectTimeout");
        AssertRefused(options => options.Hosts = ["amqp://user:s3ntinel@host"], "Hosts");
        AssertRefused(options => options.Hosts = [""], "Hosts");
        AssertRefused(options => options.Hosts = ["host:0"], "Hosts");
        AssertRefused(options => options.Hosts = null!, "Hosts");
        AssertRefused(options => options.VirtualHost = "", "VirtualHost");
        AssertRefused(options => options.Password = null!, "Password");
        AssertRefused(options => options.Tls.ServerName = "broker", "Tls");
        AssertRefused(options => options.External = true, "External");
        AssertRefused(
            options =>
            {
                options.Tls.Enabled = true;
                options.Tls.ClientCertificates.Add(WithoutKey());
            },
            "ClientCertificates");
    }

    [Test]
    public void ToString_OfACredential_HasNoPassword() =>
        Assert.That(new RabbitMqCredential("user", "s3ntinel").ToString(), Does.Not.Contain("s3ntinel"));

    private static X509Certificate2 WithoutKey()
    {
        using var key = RSA.Create(2048);
        using var both = new CertificateRequest("CN=x", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(90));
        return X509CertificateLoader.LoadCertificate(both.RawData);
    }

    private static void AssertRefused(Action<RabbitMqOptions> configure, string name)
    {
        var options = new RabbitMqOptions();
        configure(options);
        var refused = Assert.Throws<FormatException>(() => RabbitMqOptionsMap.ToTransport(options));
        Assert.That(refused!.Message, Does.Contain($"RabbitMqOptions.{name}").Or.Contain($"RabbitMqOptions.Tls.{name}"));
        Assert.That(refused.Message, Does.Not.Contain("s3ntinel"));
    }
}
