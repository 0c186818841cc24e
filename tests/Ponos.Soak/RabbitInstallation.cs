namespace Ponos.Tests.Support;

/// <summary>Where RabbitMQ is on the machine. A soak without it is an error.</summary>
internal static class RabbitInstallation
{
    public const string Programs = "/usr/lib/rabbitmq/bin";

    public static void Demand()
    {
        if (!File.Exists($"{Programs}/rabbitmq-server"))
        {
            throw new InvalidOperationException("RabbitMQ is not installed: apt-get install -y --no-install-recommends rabbitmq-server");
        }
    }
}
