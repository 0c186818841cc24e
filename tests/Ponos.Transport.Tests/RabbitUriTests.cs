using Ponos.Transport.RabbitMq;

namespace Ponos.Transport.Tests;

internal sealed class RabbitUriTests
{
    [Test]
    public void Parse_FullUri_ReadsEveryPart()
    {
        var options = RabbitUri.Parse("amqp://us%40er:p%2Fw%3A%3F@one:5673,two,[::1]:99/my%2Fhost?heartbeat=7&connection_timeout=1500");

        Assert.That(options.Endpoints, Is.EqualTo(new[] { new RabbitEndpoint("one", 5673), new("two", 5672), new("::1", 99) }));
        Assert.That(options.UserName, Is.EqualTo("us@er"));
        Assert.That(options.Password, Is.EqualTo("p/w:?"));
        Assert.That(options.VirtualHost, Is.EqualTo("my/host"));
        Assert.That(options.Heartbeat, Is.EqualTo(TimeSpan.FromSeconds(7)));
        Assert.That(options.ConnectDeadline, Is.EqualTo(TimeSpan.FromSeconds(1.5)));
        Assert.That(options.Tls.Enabled, Is.False);
    }

    [Test]
    public void Parse_HostOnly_IsGuestOnTheDefaultVirtualHost()
    {
        var options = RabbitUri.Parse("amqp://localhost");

        Assert.That(options.Description, Is.EqualTo("localhost:5672 vhost /"));
        Assert.That((options.UserName, options.Password), Is.EqualTo(("guest", "guest")));
        Assert.That(options.Heartbeat, Is.EqualTo(TimeSpan.FromSeconds(5)));
    }

    [Test]
    public void Parse_Amqps_ReadsTls()
    {
        var options = RabbitUri.Parse(
            "amqps://host/?server_name_indication=broker.example&certfile=%2Fetc%2Fme.p12&certpass=open%20sesame");

        Assert.That(options.Endpoints, Is.EqualTo(new[] { new RabbitEndpoint("host", 5671) }));
        Assert.That(options.Tls.Enabled, Is.True);
        Assert.That(options.Tls.ServerName, Is.EqualTo("broker.example"));
        Assert.That(options.Tls.ClientCertificatePath, Is.EqualTo("/etc/me.p12"));
        Assert.That(options.Tls.ClientCertificatePassphrase, Is.EqualTo("open sesame"));
    }

    [TestCase("http://user:s3ntinel@host/")]
    [TestCase("user:s3ntinel@host")]
    [TestCase("amqp://user:s3ntinel@host:port/")]
    [TestCase("amqp://user:s3/ntinel@host/")]
    [TestCase("amqp://user:s3#ntinel@host/")]
    [TestCase("amqp://user:s3?ntinel@host/")]
    [TestCase("amqp://user:%s3ntinel@host/")]
    [TestCase("amqp://user:s3ntinel@host:70000/")]
    [TestCase("amqp://user:s3ntinel@/")]
    [TestCase("amqp://user:s3ntinel@host,,other/")]
    [TestCase("amqp://user:s3ntinel@ho st/")]
    [TestCase("amqp://user:s3ntinel@host/?heartbeat=often")]
    [TestCase("amqp://user:s3ntinel@host/?secret=s3ntinel")]
    public void Parse_Malformed_SaysWhatWithoutRepeatingAnything(string uri)
    {
        var failure = Assert.Throws<FormatException>(() => RabbitUri.Parse(uri));

        Assert.That(failure!.Message, Does.Not.Contain("s3").And.Not.Contain("ntinel"));
        Assert.That(failure.Message, Has.Length.GreaterThan(30));
    }

    [Test]
    public void ToString_WithPassword_DoesNotShowIt()
    {
        var options = RabbitUri.Parse("amqps://user:s3ntinel@host/?certpass=s3ntinel");

        Assert.That($"{options} {options.Tls} {options.Description}", Does.Not.Contain("s3ntinel").And.Not.Contain("user"));
    }

    [Test]
    public void Parse_Settings_ReadsThem()
    {
        var settings = new Dictionary<string, string?>
        {
            ["RABBITMQ_HOSTNAME"] = "one, two",
            ["RABBITMQ_PORT"] = "5673",
            ["RABBITMQ_USERNAME"] = "me",
            ["RABBITMQ_PASSWORD"] = "secret",
        };

        var options = RabbitUri.Parse(settings.GetValueOrDefault)!;

        Assert.That(options.Endpoints, Is.EqualTo(new[] { new RabbitEndpoint("one", 5673), new("two", 5673) }));
        Assert.That((options.UserName, options.Password), Is.EqualTo(("me", "secret")));
    }

    [Test]
    public void Parse_NoHostname_IsNull() => Assert.That(RabbitUri.Parse(_ => null), Is.Null);

    [Test]
    public void Parse_BadPortSetting_NamesTheSetting()
    {
        var failure = Assert.Throws<FormatException>(
            () => RabbitUri.Parse(Settings(("RABBITMQ_HOSTNAME", "host"), ("RABBITMQ_PORT", "many"))));

        Assert.That(failure!.Message, Does.Contain("RABBITMQ_PORT"));
    }

    [Test]
    public void Parse_PortAsKubernetesSetsIt_IsReadAsItsPort()
    {
        var options = RabbitUri.Parse(Settings(("RABBITMQ_HOSTNAME", "rabbitmq"), ("RABBITMQ_PORT", "tcp://10.0.0.1:5679")))!;

        Assert.That(options.Endpoints, Is.EqualTo(new[] { new RabbitEndpoint("rabbitmq", 5679) }));
    }

    [Test]
    public void Parse_OnlyAPortAsKubernetesSetsIt_ChoosesNoBroker() =>
        Assert.That(
            RabbitUri.Parse(Settings(("RABBITMQ_PORT", "tcp://10.0.0.1:5672"))),
            Is.Null,
            "The cluster has a service called rabbitmq, and nobody said that it is ours.");

    [TestCase("tcp://10.0.0.1"), TestCase("tcp://10.0.0.1:70000"), TestCase("5672a"), TestCase("tcp://"), TestCase("-1")]
    public void Parse_PortThatIsNone_NamesTheSetting(string port) => Assert.That(
        () => RabbitUri.Parse(Settings(("RABBITMQ_HOSTNAME", "rabbitmq"), ("RABBITMQ_PORT", port))),
        Throws.InstanceOf<FormatException>().With.Message.Contains("RABBITMQ_PORT"));

    [Test]
    public void Parse_TlsSetting_IsTlsOnItsPort()
    {
        var options = RabbitUri.Parse(Settings(("RABBITMQ_HOSTNAME", "rabbitmq"), ("RABBITMQ_TLS", "true")))!;

        Assert.That(options.Tls.Enabled, Is.True);
        Assert.That(options.Endpoints.Single().Port, Is.EqualTo(5671));
    }

    [Test]
    public void Parse_TlsSettingThatIsNone_NamesIt() => Assert.That(
        () => RabbitUri.Parse(Settings(("RABBITMQ_HOSTNAME", "rabbitmq"), ("RABBITMQ_TLS", "yes"))),
        Throws.InstanceOf<FormatException>().With.Message.Contains("RABBITMQ_TLS"));

    private static Func<string, string?> Settings(params (string Name, string Value)[] settings) =>
        name => settings.FirstOrDefault(setting => setting.Name == name).Value;
}
