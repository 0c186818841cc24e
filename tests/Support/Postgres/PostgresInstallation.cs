using System.Diagnostics.CodeAnalysis;

namespace Ponos.Tests.Support;

/// <summary>Whether the machine has PostgreSQL. Without it a test is ignored, or fails where CI says that it must run.</summary>
internal static class PostgresInstallation
{
    public static void Demand([NotNull] string? programs, string root)
    {
        if (programs is not null)
        {
            return;
        }

        var trouble = $"PostgreSQL is not installed: there is no initdb under {root}. Install Debian's package postgresql.";
        if (Environment.GetEnvironmentVariable("CI") is { Length: > 0 })
        {
            Assert.Fail(trouble);
        }

        Assert.Ignore(trouble);
        throw new InvalidOperationException(trouble);
    }
}
