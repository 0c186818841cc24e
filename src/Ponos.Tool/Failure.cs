using Ponos.Commands;
using Ponos.Diagnostics;
using Ponos.Management;
using Spectre.Console.Cli;

namespace Ponos.Tool;

/// <summary>What a failed command says on standard error, and how it ends.</summary>
internal static class Failure
{
    public static int Report(Exception exception)
    {
        var (code, message) = exception switch
        {
            UsageException or CommandAppException => (ExitCode.Misused, exception.Message),
            ManagementException { IsUnreached: true } => (ExitCode.NotReached, exception.Message),
            BrokerUnavailableException => (ExitCode.NotReached, exception.Message),
            OperationCanceledException => (ExitCode.Failed, "It was given up."),
            RefusedException or ManagementException or PublishException => (ExitCode.Failed, exception.Message),
            ArgumentException argument => (ExitCode.Failed, ArgumentText.Of(argument)),
            InvalidOperationException or IOException or UnauthorizedAccessException => (ExitCode.Failed, exception.Message),
            // A mistake of ours: its place helps whoever mends it.
            _ => (ExitCode.Failed, exception.ToString()),
        };
        Console.Error.WriteLine(ForeignText.Clean(message, keepLines: true));
        return code;
    }
}
