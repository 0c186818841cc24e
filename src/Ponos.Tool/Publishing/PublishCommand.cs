using System.Text.Json.Nodes;
using Ponos.Control;

namespace Ponos.Tool.Publishing;

/// <summary>Publishes a job by hand.</summary>
internal abstract class PublishCommand<TSettings>(JobKind kind) : OperatorCommand<TSettings>
    where TSettings : PublishSettings
{
    protected abstract Task<string?> ServiceOfAsync(Session session, TSettings settings, CancellationToken cancellationToken);

    protected override async Task<Answer> AnswerAsync(Session session, TSettings settings, CancellationToken cancellationToken)
    {
        var job = new OperatorJob
        {
            Kind = kind,
            Name = settings.Name,
            Body = await JobBody.ReadAsync(settings.Body, settings.File, cancellationToken),
            Delay = Wording.Duration(settings.Delay, "--delay") ?? TimeSpan.Zero,
            Priority = PriorityOf(settings.Priority),
            Headers = HeadersOf(settings.Headers),
            PublishedBy = settings.From,
            Unchecked = settings.Unchecked,
            Service = await ServiceOfAsync(session, settings, cancellationToken),
        };
        var published = await session.Operator.PublishAsync(job, cancellationToken);
        return new Answer(
            new JsonObject
            {
                ["messageId"] = published.MessageId,
                ["tid"] = published.Tid,
                ["contract"] = published.ContractHash,
                ["service"] = job.Service,
            },
            console => Grid.Line(
                console,
                $"Published {(kind == JobKind.Task ? "the task" : "the event")} "
                    + $"{job.Name}{(job.Service is null ? "" : $" of {job.Service}")}: id {published.MessageId}, tid {published.Tid}, "
                    + (published.ContractHash is { } hash ? $"checked against {hash}." : "unchecked.")));
    }

    private static Priority? PriorityOf(string? word) => word switch
    {
        null => null,
        "high" => Ponos.Priority.High,
        "normal" => Ponos.Priority.Normal,
        "low" => Ponos.Priority.Low,
        _ => throw new UsageException($"--priority is high, normal or low, and not '{word}'."),
    };

    private static Dictionary<string, string> HeadersOf(string[] given)
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var header in given)
        {
            var (name, value) = header.Split('=', 2) is [{ Length: > 0 } before, var behind]
                ? (before, behind)
                : throw new UsageException($"--header is NAME=VALUE, and not '{header}'.");
            headers[name] = value;
        }

        return headers;
    }
}

/// <summary><c>publish task</c>.</summary>
internal sealed class PublishTaskCommand() : PublishCommand<PublishTaskSettings>(JobKind.Task)
{
    /// <summary>The service that is named; or the only one that answers and receives the task.</summary>
    protected override async Task<string?> ServiceOfAsync(
        Session session, PublishTaskSettings settings, CancellationToken cancellationToken)
    {
        if (settings.Service is { } named)
        {
            return named;
        }

        var services = (await session.Operator.DescribeAsync(cancellationToken: cancellationToken))
            .Where(process => process.Handlers.Any(handler => handler.Kind == JobKind.Task && handler.JobName == settings.Name))
            .Select(process => process.Service).Distinct(StringComparer.Ordinal).ToArray();
        return services switch
        {
            [var only] => only,
            [] => throw new RefusedException(
                $"No process that answers has a handler for the task '{settings.Name}'. "
                + "Correct the name, or say which service it is for: --service NAME."),
            _ => throw new UsageException(
                $"{string.Join(" and ", services)} have a handler for the task '{settings.Name}'. Say which is asked: --service NAME."),
        };
    }
}

/// <summary><c>publish event</c>.</summary>
internal sealed class PublishEventCommand() : PublishCommand<PublishSettings>(JobKind.Event)
{
    protected override Task<string?> ServiceOfAsync(Session session, PublishSettings settings, CancellationToken cancellationToken) =>
        Task.FromResult<string?>(null);
}
