namespace Ponos.Tests.Support;

/// <summary>Where RabbitMQ is on the machine. A soak without it is an error.</summary>
internal static class RabbitInstallation
{
    public static void Demand()
    {
        if (RabbitUnderTest.Version is null)
        {
            throw new InvalidOperationException(RabbitUnderTest.Trouble);
        }
    }
}
