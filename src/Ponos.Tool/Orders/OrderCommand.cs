using Ponos.Commands;
using Ponos.Control;

namespace Ponos.Tool.Orders;

/// <summary>Tells processes something, and shows what each says of it.</summary>
internal abstract class OrderCommand<TSettings> : OperatorCommand<TSettings>
    where TSettings : OrderSettings
{
    /// <summary>Whether one process that did it is enough: only one can have a job.</summary>
    protected virtual bool IsForOne => false;

    protected abstract Task<IReadOnlyList<OrderResult>> TellAsync(
        IOperator control, TSettings settings, CancellationToken cancellationToken);

    protected override async Task<Answer> AnswerAsync(Session session, TSettings settings, CancellationToken cancellationToken)
    {
        var results = await TellAsync(session.Operator, settings, cancellationToken);
        var isDone = results.Count > 0 && (IsForOne ? results.Any(result => result.Done) : results.All(result => result.Done));
        return new Answer(
            Terminal.ToArray(results),
            console => Grid.Show(
                console,
                $"No process of '{settings.Service}'{(settings.Instance is { } instance ? $" named '{instance}'" : "")} answered. "
                    + "'ponos services' lists those that do; one with Ponos:Control = Off does not.",
                ["instance", "done", "what it says"],
                [.. results.Select(result => new[] { result.Instance, result.Done ? "yes" : "no", result.Message })]),
            isDone ? ExitCode.Fine : ExitCode.Failed);
    }
}

/// <summary><c>pause</c>.</summary>
internal sealed class PauseCommand : OrderCommand<PauseSettings>
{
    protected override Task<IReadOnlyList<OrderResult>> TellAsync(
        IOperator control, PauseSettings settings, CancellationToken cancellationToken) =>
        control.PauseAsync(
            settings.Address, string.IsNullOrWhiteSpace(settings.Reason) ? "paused by ponos pause" : settings.Reason, cancellationToken);
}

/// <summary><c>resume</c>.</summary>
internal sealed class ResumeCommand : OrderCommand<OrderSettings>
{
    protected override Task<IReadOnlyList<OrderResult>> TellAsync(
        IOperator control, OrderSettings settings, CancellationToken cancellationToken) =>
        control.ResumeAsync(settings.Address, cancellationToken);
}

/// <summary><c>cancel</c>.</summary>
internal sealed class CancelCommand : OrderCommand<CancelSettings>
{
    protected override bool IsForOne => true;

    protected override Task<IReadOnlyList<OrderResult>> TellAsync(
        IOperator control, CancelSettings settings, CancellationToken cancellationToken) =>
        control.CancelAsync(settings.Address, settings.Id, settings.Again ? CancelledJob.Again : CancelledJob.Dead, cancellationToken);
}

/// <summary><c>concurrency</c>.</summary>
internal sealed class ConcurrencyCommand : OrderCommand<ConcurrencySettings>
{
    protected override Task<IReadOnlyList<OrderResult>> TellAsync(
        IOperator control, ConcurrencySettings settings, CancellationToken cancellationToken) =>
        control.SetConcurrencyAsync(settings.Address, settings.Number, cancellationToken);
}
