using System.Text.Json.Nodes;

namespace Ponos.Tool.Dead;

/// <summary><c>dead list</c>.</summary>
internal sealed class DeadListCommand : OperatorCommand<DeadListSettings>
{
    protected override async Task<Answer> AnswerAsync(Session session, DeadListSettings settings, CancellationToken cancellationToken)
    {
        var sample = await session.Operator.DeadLettersOf(settings.Service)
            .SampleAsync(settings.Job, settings.Kind, settings.Most, maxBodyBytes: 4096, cancellationToken);
        return new Answer(
            new JsonObject
            {
                ["total"] = sample.Total,
                ["jobs"] = new JsonArray([.. sample.Letters.Select(letter => LetterText.ToJson(letter, withBody: false))]),
            },
            console =>
            {
                Grid.Show(
                    console,
                    $"No {settings.What} jobs of {settings.Service} {settings.Job}.",
                    ["id", "job", "died at", "reason", "attempt", "published by", "tid", "error"],
                    [.. sample.Letters.Select(LetterText.Row)]);
                if (sample.Letters.Count < sample.Total)
                {
                    Grid.Line(console, $"The first {sample.Letters.Count} of {sample.Total}; --most reads more.");
                }
            });
    }
}
