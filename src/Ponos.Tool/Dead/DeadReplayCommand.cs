using System.Text.Json.Nodes;
using Ponos.Commands;
using Ponos.Control;

namespace Ponos.Tool.Dead;

/// <summary><c>dead replay</c>.</summary>
internal sealed class DeadReplayCommand : OperatorCommand<DeadReplaySettings>
{
    protected override async Task<Answer> AnswerAsync(Session session, DeadReplaySettings settings, CancellationToken cancellationToken)
    {
        if (settings.Rate is <= 0 || settings.Most is < 1)
        {
            throw new UsageException("--rate is above 0, and --most 1 or more.");
        }

        var pace = new ReplayPace { PerSecond = settings.Rate, Most = settings.Most, StopWhenOneDiesAgain = settings.StopWhenOneDies };
        var result = await session.Operator.DeadLettersOf(settings.Service)
            .ReplayAsync(settings.Job, settings.Match(), pace, settings.Kind, cancellationToken);
        // As many as was said is what was asked for.
        var isRefused = (result.StoppedEarly is not null && result.Sent != settings.Most) || (result.Sent == 0 && settings.Ids.Length > 0);
        return new Answer(
            new JsonObject { ["sent"] = result.Sent, ["stoppedEarly"] = result.StoppedEarly },
            console => Grid.Line(
                console,
                $"{result.Sent} sent back to "
                    + $"{settings.Service}.{settings.Job}.{(result.StoppedEarly is { } why ? $" Stopped: {why}" : "")}"),
            isRefused ? ExitCode.Failed : ExitCode.Fine);
    }
}
