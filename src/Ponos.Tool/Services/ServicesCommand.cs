namespace Ponos.Tool.Services;

/// <summary><c>services</c>.</summary>
internal sealed class ServicesCommand : OperatorCommand<ServiceSettings>
{
    protected override async Task<Answer> AnswerAsync(Session session, ServiceSettings settings, CancellationToken cancellationToken)
    {
        var processes = await session.Operator.DescribeAsync(settings.Service, cancellationToken);
        return new Answer(Terminal.ToArray(processes), console =>
        {
            Grid.Show(
                console,
                $"No process answered on {session.Operator.Broker}. One with Ponos:Control = Off says nothing.",
                ["service", "instance", "host", "process", "version", "since", "handlers", "running", "published", "what is wrong"],
                [.. processes.Select(process => new[]
                {
                    process.Service,
                    process.Instance,
                    process.Host,
                    Wording.Number(process.ProcessId),
                    process.Version,
                    Wording.Time(process.Since),
                    Wording.Number(process.Handlers.Count),
                    Wording.Number(process.Handlers.Sum(handler => handler.Running.Count)),
                    Wording.Number(process.Published),
                    string.Join("; ", Troubles.Of(process)),
                })]);
        });
    }
}
