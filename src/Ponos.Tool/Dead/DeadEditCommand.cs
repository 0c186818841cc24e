using System.Text.Json.Nodes;
using Ponos.Control;

namespace Ponos.Tool.Dead;

/// <summary><c>dead edit</c>: another body takes a job's place, under an id of its own.</summary>
internal sealed class DeadEditCommand : OperatorCommand<DeadEditSettings>
{
    protected override async Task<Answer> AnswerAsync(Session session, DeadEditSettings settings, CancellationToken cancellationToken)
    {
        var body = await JobBody.ReadAsync(settings.Body, settings.File, cancellationToken);
        var contract = await CurrentContract.OfAsync(session, settings, cancellationToken);
        if (contract is null && !settings.Unchecked)
        {
            throw new RefusedException(
                $"No process of '{settings.Service}' tells the contract of '{settings.Job}'. "
                + "Start one, or say that the body is to be sent as it is: --unchecked");
        }

        if (contract is not null && ContractCheck.Check(contract.Schema, body) is { Count: > 0 } violations)
        {
            throw new RefusedException($"Nothing was sent: the body breaks the contract {contract.Hash}: {string.Join("; ", violations)}");
        }

        var id = await session.Operator.DeadLettersOf(settings.Service)
            .ReplaceAsync(settings.Job, settings.Id, body, settings.Kind, cancellationToken)
            ?? throw new RefusedException($"There is no {settings.What} job '{settings.Id}' of {settings.Service} {settings.Job}.");
        return new Answer(
            new JsonObject { ["messageId"] = id, ["replaces"] = settings.Id, ["contract"] = contract?.Hash },
            console => Grid.Line(console, $"{id} is sent in the place of {settings.Id}."));
    }
}
