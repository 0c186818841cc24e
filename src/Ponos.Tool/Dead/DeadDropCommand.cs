using System.Text.Json.Nodes;
using Ponos.Commands;

namespace Ponos.Tool.Dead;

/// <summary><c>dead drop</c>. Without a clear word it only counts.</summary>
internal sealed class DeadDropCommand : OperatorCommand<DeadDropSettings>
{
    private const int MostCounted = 100_000;

    protected override async Task<Answer> AnswerAsync(Session session, DeadDropSettings settings, CancellationToken cancellationToken)
    {
        var letters = session.Operator.DeadLettersOf(settings.Service);
        var match = settings.Match() ?? (static _ => true);
        if (!settings.Yes)
        {
            var sample = await letters.SampleAsync(settings.Job, settings.Kind, MostCounted, maxBodyBytes: 4096, cancellationToken);
            var would = sample.Letters.Count(match);
            return new Answer(
                new JsonObject { ["dropped"] = 0, ["wouldDrop"] = would },
                console => Grid.Line(
                    console, $"{would} {settings.What} jobs of {settings.Service} {settings.Job} would be dropped for good. Say so: --yes"),
                ExitCode.Misused);
        }

        var dropped = await letters.DropAsync(settings.Job, match, settings.Kind, cancellationToken);
        return new Answer(
            new JsonObject { ["dropped"] = dropped },
            console => Grid.Line(console, $"{dropped} {settings.What} jobs of {settings.Service} {settings.Job} dropped."),
            dropped == 0 && settings.Ids.Length > 0 ? ExitCode.Failed : ExitCode.Fine);
    }
}
