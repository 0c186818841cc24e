using Microsoft.Extensions.Hosting;
using Ponos.Commands;
using Ponos.Commands.AsyncApi;

namespace Ponos;

/// <summary>Commands of a host, and what they answer.</summary>
public static class PonosCommandsExtensions
{
    private const int Failed = 1;
    private const int Misused = 2;

    /// <summary>
    /// Answers the command that the first argument names, on standard output, and ends; or runs the host when it names none. A
    /// command starts nothing of the host: no hosted service, no connection.
    /// </summary>
    /// <remarks>
    /// <c>asyncapi [service] [--markdown]</c> writes the AsyncAPI 3.0 documents of the services; <c>contracts [folder]</c> records
    /// their contracts as files. Other arguments are settings of the host, as everywhere in .NET: <c>--environment Production</c>.
    /// </remarks>
    /// <param name="host">The host, which is disposed at the end.</param>
    /// <param name="arguments">The program's command line, without its name.</param>
    /// <param name="cancellationToken">Stops the host.</param>
    /// <returns>
    /// The exit code: 0, or 1 when a command could not be answered, or 2 for a word that is no command, with the reason on standard
    /// error. What the host ran sets its own by <see cref="Environment.ExitCode"/>.
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
            return Misused;
        }

        if (command is null)
        {
            await host.RunAsync(cancellationToken);
            return Environment.ExitCode;
        }

        try
        {
            await Console.Out.WriteAsync(CommandRun.Answer(host.Services, command));
            await Console.Out.FlushAsync(cancellationToken);
            return 0;
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return Failed;
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
