using System.Text.Json.Nodes;
using Ponos.Commands.AsyncApi;
using Ponos.Commands.Checking;
using Ponos.Commands.Permissions;
using Ponos.Commands.Planning;
using Ponos.Commands.Preflight;
using Ponos.Commands.Recording;
using Ponos.Contracts;

namespace Ponos.Commands;

/// <summary>
/// The answers to commands, from what the services say of themselves and, where a command is about it, from their broker.
/// </summary>
internal static class CommandRun
{
    /// <exception cref="ArgumentException">The host has no such service, or a switch has no such value.</exception>
    /// <exception cref="InvalidOperationException">A service could not start, or a file is no recorded contract.</exception>
    /// <exception cref="BrokerUnavailableException">The broker was not reached.</exception>
    public static async Task<CommandAnswer> AnswerAsync(
        IServiceProvider services, HostCommand command, CancellationToken cancellationToken) =>
        command.Name switch
        {
            HostCommand.AsyncApi => WriteAsyncApi(services.DescribePonosServices(), command),
            HostCommand.Contracts => RecordContracts(services.DescribePonosServices(), command),
            HostCommand.ContractsCheck => CheckContracts(services.DescribePonosServices(), command),
            HostCommand.Permissions => new PermissionsCommand(services.DescribePonosServices(), command).Run(),
            HostCommand.Plan => await new PlanCommand(services, command).RunAsync(cancellationToken),
            _ => await new PreflightCommand(services, command).RunAsync(cancellationToken),
        };

    private static CommandAnswer WriteAsyncApi(IReadOnlyList<ServiceDescription> services, HostCommand command)
    {
        var documents = (command.Argument is { } name ? [ServiceDocument.Find(services, name)] : services)
            .Select(ServiceDocument.Of)
            .ToArray();
        return new CommandAnswer(command.Has(HostCommand.Markdown) ? string.Join('\n', documents.Select(AsyncApiPage.Of))
            : documents is [var only] ? IndentedJson.Write(only)
            : IndentedJson.Write(new JsonArray([.. documents])));
    }

    private static CommandAnswer RecordContracts(IReadOnlyList<ServiceDescription> services, HostCommand command)
    {
        var folder = new ContractFolder(command.Argument ?? ContractFolder.DefaultName);
        var files = folder.Write(RecordedContract.Of(services), [.. services.Select(service => service.Name)]);
        return new CommandAnswer(string.Concat(files.Select(file => file + "\n")));
    }

    private static CommandAnswer CheckContracts(IReadOnlyList<ServiceDescription> services, HostCommand command)
    {
        if (command.Words.Count == 0)
        {
            throw new ArgumentException(
                $"Name the folders with the recorded contracts of other services: {HostCommand.ContractsCheck} ../health/contracts");
        }

        var others = new List<RecordedContract>();
        foreach (var folder in command.Words)
        {
            var read = new ContractFolder(folder).Read();
            others.AddRange(read.Count > 0 ? read.Select(file => file.Contract)
                : throw new ArgumentException(
                    $"The folder '{folder}' holds no recorded contract. The other service's host writes them: dotnet run -- contracts"));
        }

        return ContractFitText.Answer(ContractFit.Pairs(RecordedContract.Of(services), others), others, command.Has(HostCommand.Json));
    }
}
