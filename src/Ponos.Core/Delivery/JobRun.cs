using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Ponos.Diagnostics;
using Ponos.Handlers;
using Ponos.Retry;

namespace Ponos.Delivery;

/// <summary>One delivery on its way through the line: what is known of it so far.</summary>
internal sealed class JobRun(Transport.Delivery delivery, HandlerRuntime handler, LineServices line) : IAttempt
{
    private bool _running;
    private bool _handledBefore;

    public Transport.Delivery Delivery { get; } = delivery;

    public HandlerRuntime Handler { get; } = handler;

    /// <summary>The job's name: an event's own name where the handler listens to a pattern.</summary>
    public string Name { get; } = handler.Descriptor.IsPattern ? delivery.Name ?? delivery.RoutingKey : handler.Descriptor.Name;

    public TransactionId Tid { get; set; }

    public object? Job { get; set; }

    public int Attempt { get; set; } = 1;

    /// <summary>Whether attempts failed in this process that the delivery's header does not tell of.</summary>
    public bool HasUnrecordedAttempts { get; private set; }

    /// <summary>What became of the last attempt; means nothing before <see cref="Ended"/>.</summary>
    public JobOutcome Outcome { get; private set; }

    public bool Ended { get; private set; }

    public bool Counts { get; private set; } = true;

    public TimeSpan NextWait { get; private set; }

    /// <summary>What made the outcome, where something did.</summary>
    public Exception? Error { get; private set; }

    public IReadOnlyList<ContractViolation> Violations { get; private set; } = [];

    /// <summary>Runs the attempts that happen in this process, and keeps the outcome.</summary>
    public async ValueTask RunAttemptsAsync()
    {
        var error = await Handler.Attempts.RunAsync(this, line.Abort);
        if (error is null)
        {
            Outcome = _handledBefore ? JobOutcome.Duplicate : JobOutcome.Succeeded;
        }
        else if (!ReferenceEquals(error, Error))
        {
            _ = RetryInProcess(error);
        }

        Ended = true;
    }

    public void End(JobOutcome outcome, Exception? error = null, IReadOnlyList<ContractViolation>? violations = null)
    {
        Outcome = outcome;
        Error = error;
        Violations = violations ?? [];
        Ended = true;
    }

    async Task IAttempt.RunAsync(CancellationToken cancellationToken)
    {
        // A scope for each attempt: a failed one must not leave a half-changed DbContext to the next.
        await using var scope = line.Services.CreateAsyncScope();
        var context = NewContext(scope.ServiceProvider, cancellationToken);
        JobContext.Current = context;
        using var overrun = WatchOverrun(cancellationToken);
        _running = true;
        try
        {
            await InvokeOnceAsync(context);
        }
        finally
        {
            _running = false;
        }
    }

    /// <summary>Runs the handler that hears of a job before it is dead. Its failure changes nothing for the job.</summary>
    public async ValueTask RunFinalAsync(FinalHandler final, string reason)
    {
        try
        {
            using var timeout = new CancellationTokenSource(Handler.Timeout > TimeSpan.Zero ? Handler.Timeout : Timeout.InfiniteTimeSpan, line.Time);
            using var abort = line.Abort.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), timeout);
            await using var scope = line.Services.CreateAsyncScope();
            var context = NewContext(scope.ServiceProvider, timeout.Token, final.Name, new JobFailure(reason, Attempt, Error));
            JobContext.Current = context;
            await final.Invoker.InvokeAsync(final.TakesBareJob ? final.Invoker.Read(Name, Delivery.Body) : Job, context);
        }
        catch (Exception exception)
        {
            line.Log.FinalHandlerFailed(exception, final.Name, Name);
        }
    }

    /// <summary>The handler, inside the application's inbox where it has one.</summary>
    private async Task InvokeOnceAsync(JobContext context)
    {
        var inbox = Delivery.MessageId is null || !line.HasInbox ? null : context.Services.GetService<IInbox>();
        if (inbox is null)
        {
            await Handler.Invoker.InvokeAsync(Job, context);
        }
        else
        {
            _handledBefore = !await inbox.RunOnceAsync(
                Handler.Queue, Delivery.MessageId!, () => Handler.Invoker.InvokeAsync(Job, context), context.CancellationToken);
        }
    }

    public bool RetryInProcess(Exception exception)
    {
        Error = exception;
        if (exception is JobInterruptedException || (line.Abort.IsCancellationRequested && exception is OperationCanceledException))
        {
            Outcome = JobOutcome.Interrupted;
            return false;
        }

        var action = Handler.Retry.Classify(exception);
        if (action is FailureAction.Stop or FailureAction.Invalid)
        {
            Outcome = action == FailureAction.Stop ? JobOutcome.Stopped : JobOutcome.Invalid;
            return false;
        }

        Counts = action == FailureAction.Retry;
        if (Counts && Attempt >= Handler.Retry.MaxAttempts)
        {
            Outcome = JobOutcome.Exhausted;
            return false;
        }

        Outcome = AttemptPipeline.IsTimeout(exception) ? JobOutcome.TimedOut : JobOutcome.Failed;
        NextWait = Handler.Retry.WaitAfter(Attempt, Random.Shared.NextDouble());
        return NextWait <= Handler.Retry.InProcessLimit && !line.Draining.IsCancellationRequested;
    }

    public async ValueTask WaitForRetryAsync()
    {
        LogFailure();
        line.Telemetry.Retries.Add(1, new KeyValuePair<string, object?>("messaging.destination.name", Handler.Queue));
        HasUnrecordedAttempts |= Counts;
        Attempt += Counts ? 1 : 0;
        if (NextWait > TimeSpan.Zero)
        {
            // Cut short when the server stops; the next attempt sees that for itself.
            await Handler.WaitAsync(Task.Delay(NextWait, line.Time, line.Abort)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>On one line: the stack belongs to the log entry of a job that is dead.</summary>
    public void LogFailure()
    {
        if (line.Log.IsEnabled(LogLevel.Warning))
        {
            line.Log.AttemptFailed(Name, Attempt, Handler.Retry.MaxAttempts, NextWait, Error?.GetType().Name, ErrorText.Clean(Error?.Message ?? ""));
        }
    }

    private DeliveredJobContext NewContext(
        IServiceProvider services, CancellationToken cancellationToken, string? handlerName = null, JobFailure? failure = null) => new DeliveredJobContext(Tid, Delivery.Headers)
    {
        Name = Name,
        Kind = Handler.Descriptor.Kind,
        Service = Handler.Service,
        Queue = Handler.Queue,
        HandlerName = handlerName ?? Handler.Descriptor.HandlerName,
        MessageId = Delivery.MessageId,
        Attempt = Attempt,
        Redelivered = Delivery.Redelivered,
        AppId = Delivery.AppId,
        Timestamp = Delivery.Timestamp,
        PublisherWorkerName = JobEnvelope.ReadText(Delivery.Headers, JobHeaders.PublisherWorkerName),
        Services = services,
        CancellationToken = cancellationToken,
        Failure = failure,
    };

    private CancellationTokenRegistration WatchOverrun(CancellationToken cancellationToken) =>
        Handler.Timeout > TimeSpan.Zero
            ? cancellationToken.UnsafeRegister(static run => _ = ((JobRun)run!).ReportOverrunAsync(), this)
            : default;

    private async Task ReportOverrunAsync()
    {
        await Task.Delay(LineServices.OverrunGrace, line.Time, CancellationToken.None);
        if (_running)
        {
            line.Log.HandlerOverran(Handler.Descriptor.HandlerName, Name, Handler.Timeout);
            line.Telemetry.Overruns.Add(1, new KeyValuePair<string, object?>("messaging.destination.name", Handler.Queue));
        }
    }
}
