namespace Ponos.Tool.Services;

/// <summary><c>queues</c>.</summary>
internal sealed class QueuesCommand : OperatorCommand<ServiceSettings>
{
    protected override async Task<Answer> AnswerAsync(Session session, ServiceSettings settings, CancellationToken cancellationToken)
    {
        var processes = await session.Operator.DescribeAsync(settings.Service, cancellationToken);
        var queues = await HandledQueue.AllAsync(session, processes, cancellationToken);
        return new Answer(Terminal.ToArray(queues), console => Grid.Show(
            console,
            $"No process answered on {session.Operator.Broker}.",
            ["queue", "state", "ready", "running", "consumers", "processes", "dead", "invalid"],
            [.. queues.Select(queue => new[]
            {
                queue.Queue,
                queue.State,
                queue.Ready is { } ready ? Wording.Number(ready) : "?",
                Wording.Number(queue.Running),
                queue.Consumers is { } consumers ? Wording.Number(consumers) : "?",
                Wording.Number(queue.Processes),
                queue.Dead is { } dead ? Wording.Number(dead) : "?",
                queue.Invalid is { } invalid ? Wording.Number(invalid) : "?",
            })]));
    }
}
