using System.Text.Json.Nodes;
using Ponos.Commands.AsyncApi;
using Ponos.Commands.Recording;
using Ponos.Contracts;

namespace Ponos.Commands;

/// <summary>The answers to commands, from what the services say of themselves.</summary>
internal static class CommandRun
{
    /// <summary>What a command writes on standard output.</summary>
    /// <exception cref="ArgumentException">The host has no such service.</exception>
    /// <exception cref="InvalidOperationException">A service could not start, or a file is no recorded contract.</exception>
    public static string Answer(IServiceProvider services, HostCommand command) =>
        command.Name == HostCommand.AsyncApi ? WriteAsyncApi(services.DescribePonosServices(), command) : RecordContracts(services.DescribePonosServices(), command);

    private static string WriteAsyncApi(IReadOnlyList<ServiceDescription> services, HostCommand command)
    {
        var documents = (command.Argument is { } name ? [ServiceDocument.Find(services, name)] : services).Select(ServiceDocument.Of).ToArray();
        return command.IsMarkdown ? string.Join('\n', documents.Select(AsyncApiPage.Of))
            : documents is [var only] ? IndentedJson.Write(only)
            : IndentedJson.Write(new JsonArray([.. documents]));
    }

    private static string RecordContracts(IReadOnlyList<ServiceDescription> services, HostCommand command)
    {
        var folder = new ContractFolder(command.Argument ?? ContractFolder.DefaultName);
        var files = folder.Write(RecordedContract.Of(services), [.. services.Select(service => service.Name)]);
        return string.Concat(files.Select(file => file + "\n"));
    }
}
