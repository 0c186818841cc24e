using Spectre.Console.Cli;

namespace Ponos.Tool;

/// <summary>A command that asks or tells something over the broker and answers once.</summary>
internal abstract class OperatorCommand<TSettings> : AsyncCommand<TSettings>
    where TSettings : BrokerSettings
{
    protected abstract Task<Answer> AnswerAsync(Session session, TSettings settings, CancellationToken cancellationToken);

    public override async Task<int> ExecuteAsync(CommandContext context, TSettings settings, CancellationToken cancellationToken)
    {
        var isForPrograms = settings.IsForPrograms;
        await using var session = await Session.OpenAsync(settings, cancellationToken);
        var answer = await AnswerAsync(session, settings, cancellationToken);
        Terminal.Write(answer, isForPrograms);
        return answer.Code;
    }
}
