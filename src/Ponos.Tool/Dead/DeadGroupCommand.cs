using System.Text.Json.Nodes;

namespace Ponos.Tool.Dead;

/// <summary><c>dead group</c>.</summary>
internal sealed class DeadGroupCommand : OperatorCommand<DeadGroupSettings>
{
    protected override async Task<Answer> AnswerAsync(Session session, DeadGroupSettings settings, CancellationToken cancellationToken)
    {
        var sample = await session.Operator.DeadLettersOf(settings.Service)
            .SampleAsync(settings.Job, settings.Kind, settings.Most, maxBodyBytes: 0, cancellationToken);
        var groups = sample.Letters
            .GroupBy(letter =>
                (letter.Reason, letter.ErrorType, Where: settings.Invalid ? letter.Error : null,
                    letter.PublishedBy, letter.PublisherContract))
            .Select(group => (group.Key, Count: group.Count(), Latest: group.Max(letter => letter.DiedAt)))
            .OrderByDescending(group => group.Count)
            .ToArray();
        return new Answer(
            new JsonObject
            {
                ["total"] = sample.Total,
                ["read"] = sample.Letters.Count,
                ["groups"] = new JsonArray([.. groups.Select(group => (JsonNode)new JsonObject
                {
                    ["count"] = group.Count,
                    ["reason"] = group.Key.Reason,
                    ["errorType"] = group.Key.ErrorType,
                    ["violations"] = group.Key.Where,
                    ["publishedBy"] = group.Key.PublishedBy,
                    ["publisherContract"] = group.Key.PublisherContract,
                    ["latest"] = group.Latest,
                })]),
            },
            console =>
            {
                Grid.Show(
                    console,
                    $"No {settings.What} jobs of {settings.Service} {settings.Job}.",
                    ["jobs", "reason", "error type", "published by", "at contract", "latest", settings.Invalid ? "where" : ""],
                    [.. groups.Select(group => new[]
                    {
                        Wording.Number(group.Count),
                        group.Key.Reason,
                        group.Key.ErrorType ?? "",
                        group.Key.PublishedBy ?? "",
                        group.Key.PublisherContract ?? "",
                        Wording.Time(group.Latest),
                        group.Key.Where ?? "",
                    })]);
                if (sample.Letters.Count < sample.Total)
                {
                    Grid.Line(console, $"Of the first {sample.Letters.Count} of {sample.Total}; --most reads more.");
                }
            });
    }
}
