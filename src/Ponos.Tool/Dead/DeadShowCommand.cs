using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ponos.Control;
using Spectre.Console;

namespace Ponos.Tool.Dead;

/// <summary><c>dead show</c>.</summary>
internal sealed class DeadShowCommand : OperatorCommand<DeadShowSettings>
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    protected override async Task<Answer> AnswerAsync(Session session, DeadShowSettings settings, CancellationToken cancellationToken)
    {
        var letter = await session.Operator.DeadLettersOf(settings.Service)
            .PeekAsync(settings.Job, settings.Id, settings.Kind, cancellationToken)
            ?? throw new RefusedException($"There is no {settings.What} job '{settings.Id}' of {settings.Service} {settings.Job}.");
        var contract = await CurrentContract.OfAsync(session, settings, cancellationToken);
        var violations = contract is null ? null : ContractCheck.Check(contract.Schema, letter.Body);
        var json = LetterText.ToJson(letter, withBody: true);
        json["contract"] = contract?.Hash;
        json["violations"] = violations is null ? null : Terminal.ToArray(violations);
        return new Answer(json, console => Show(console, letter, contract, violations));
    }

    private static void Show(
        IAnsiConsole console, DeadLetter letter, ContractReport? contract, IReadOnlyList<ContractViolation>? violations)
    {
        (string Name, string? Value)[] facts =
        [
            ("id", letter.MessageId), ("job", letter.Name), ("queue", letter.Queue), ("reason", letter.Reason),
            ("error type", letter.ErrorType), ("error", letter.Error), ("attempt", Wording.Number(letter.Attempt)),
            ("died at", Wording.Time(letter.DiedAt)), ("published at", Wording.Time(letter.PublishedAt)),
            ("published by", letter.PublishedBy), ("user", letter.UserId), ("tid", letter.Tid),
            ("publisher's contract", letter.PublisherContract), ("enforced contract", letter.EnforcedContract),
        ];
        foreach (var (name, value) in facts.Where(fact => !string.IsNullOrEmpty(fact.Value)))
        {
            Grid.Line(console, $"{name + ":",-22}{value}");
        }

        foreach (var (name, value) in letter.Headers.OrderBy(header => header.Key, StringComparer.Ordinal))
        {
            Grid.Line(console, $"header {name}: {value}");
        }

        foreach (var line in LetterText.BodyOf(letter).ToJsonString(Indented).Split('\n'))
        {
            Grid.Line(console, line);
        }

        Grid.Line(
            console,
            contract is null ? "No process of the service tells its contract: not checked."
            : violations is { Count: > 0 } ? $"It breaks the contract {contract.Hash} that is enforced now: {string.Join("; ", violations)}"
            : $"It keeps the contract {contract.Hash} that is enforced now.");
    }
}
