namespace Ponos.Tests.Support;

/// <summary>Whether the machine has RabbitMQ. Without it a test is ignored, or fails where CI says that it must run.</summary>
internal static class RabbitInstallation
{
    public const string Programs = "/usr/lib/rabbitmq/bin";

    public static void Demand()
    {
        if (File.Exists($"{Programs}/rabbitmq-server"))
        {
            return;
        }

        const string Remedy = "RabbitMQ is not installed: apt-get install -y --no-install-recommends rabbitmq-server";
        if (Environment.GetEnvironmentVariable("CI") is { Length: > 0 })
        {
            Assert.Fail(Remedy);
        }

        Assert.Ignore(Remedy);
    }
}
