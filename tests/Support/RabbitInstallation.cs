namespace Ponos.Tests.Support;

/// <summary>Whether the machine has RabbitMQ. Without it a test is ignored, or fails where CI says that it must run.</summary>
internal static class RabbitInstallation
{
    public static void Demand()
    {
        if (RabbitUnderTest.Version is not null)
        {
            return;
        }

        if (Environment.GetEnvironmentVariable("CI") is { Length: > 0 })
        {
            Assert.Fail(RabbitUnderTest.Trouble);
        }

        Assert.Ignore(RabbitUnderTest.Trouble);
    }
}
