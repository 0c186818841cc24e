using Microsoft.Extensions.Hosting;
using Ponos.Commands;
using Ponos.Commands.AsyncApi;
using Ponos.Management;

namespace Ponos;

/// <summary>Commands of a host, and what they answer.</summary>
public static class PonosCommandsExtensions
{
    /// <summary>
    /// Answers the command that the first argument names, on standard output, and ends; or runs the host when it names none. A
    /// command starts nothing of the host: no hosted service. Those about a broker connect to it.
    /// </summary>
    /// <remarks>
    /// <c>asyncapi [service] [--markdown]</c> writes the AsyncAPI 3.0 documents of the services; <c>contracts [folder]</c> records
    /// their contracts as files, and <c>contracts check folder...</c> lays them beside those of other services; <c>plan</c> says what
    /// this build would declare and what the broker has; <c>preflight</c> checks what waits there against this build's schemas;
    /// <c>permissions</c> writes the least that the services need. Other arguments are settings of the host, as everywhere in .NET:
    /// <c>--environment Production</c>.
    /// </remarks>
    /// <param name="host">The host, which is disposed at the end.</param>
    /// <param name="arguments">The program's command line, without its name.</param>
    /// <param name="cancellationToken">Stops the host, or gives up a command.</param>
    /// <returns>
    /// The exit code: 0; 1 when a command could not be answered; 2 for a word that is no command; 3 when the broker was not reached, each
    /// with the reason on standard error; 4 when it was answered and something is to be done, such as a queue that is missing. What
    /// the host ran sets its own by <see cref="Environment.ExitCode"/>.
    /// </returns>
    public static async Task<int> RunPonosAsync(this IHost host, string[] arguments, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(arguments);
        HostCommand? command;
        try
        {
            command = HostCommand.Parse(arguments);
        }
        catch (ArgumentException exception)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            await DisposeAsync(host);
            return ExitCode.Misused;
        }

        if (command is null)
        {
            await host.RunAsync(cancellationToken);
            return Environment.ExitCode;
        }

        try
        {
            var answer = await CommandRun.AnswerAsync(host.Services, command, cancellationToken);
            await Console.Out.WriteAsync(answer.Text);
            await Console.Out.FlushAsync(cancellationToken);
            return answer.ExitCode;
        }
        catch (Exception exception) when (CodeOf(exception) is { } code)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return code;
        }
        finally
        {
            await DisposeAsync(host);
        }
    }

    /// <summary>
    /// The AsyncAPI 3.0 document of a service: its channels, operations, messages with their schemas, and AMQP bindings. Reads the
    /// contracts and connects to nothing.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="service">The service's name. Default: the host's only service.</param>
    /// <returns>The document as indented JSON.</returns>
    /// <exception cref="ArgumentException">The host has no such service, or several and none was named.</exception>
    /// <exception cref="InvalidOperationException">The service could not start: its contracts or options contradict each other.</exception>
    public static string GetAsyncApi(this IServiceProvider services, string? service = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        return IndentedJson.Write(ServiceDocument.Of(ServiceDocument.Find(services.DescribePonosServices(), service)));
    }

    /// <summary>How a command ends that met with an exception; none for one that is a mistake of ours.</summary>
    private static int? CodeOf(Exception exception) => exception switch
    {
        BrokerUnavailableException or ManagementException { IsUnreached: true } => ExitCode.NotReached,
        InvalidOperationException or ArgumentException or IOException or UnauthorizedAccessException or TopologyMismatchException
            or ManagementException => ExitCode.Failed,
        _ => null,
    };

    private static async ValueTask DisposeAsync(IHost host)
    {
        if (host is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }
        else
        {
            host.Dispose();
        }
    }
}
