using System.Diagnostics.CodeAnalysis;

namespace Ponos.Tests.Support;

/// <summary>Whether the machine has PostgreSQL, without which there is nothing to run.</summary>
internal static class PostgresInstallation
{
    public static void Demand([NotNull] string? programs, string root)
    {
        if (programs is null)
        {
            throw new InvalidOperationException(
                $"PostgreSQL is not installed: there is no initdb under {root}. Install Debian's package postgresql.");
        }
    }
}
