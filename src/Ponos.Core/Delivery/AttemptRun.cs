using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Ponos.Diagnostics;
using Ponos.Retry;

namespace Ponos.Delivery;

/// <summary>One attempt of a job's handler: its scope, its filters and the handler itself.</summary>
internal sealed class AttemptRun(IncomingJob job, object? payload, int attempt, JobSlot slot, LineServices line) : Attempt
{
    private bool _running;

    /// <summary>Whether the application's inbox, or the handler itself, knew the job, so that its handler did not run.</summary>
    public bool HandledBefore { get; private set; }

    public override async Task RunAsync(CancellationToken cancellationToken)
    {
        // A scope for each attempt: a failed one must not leave a half-changed DbContext to the next.
        var scope = line.Services.CreateAsyncScope();
        Exception? thrown = null;
        DeliveredJobContext? context = null;
        try
        {
            context = JobContexts.Of(job, attempt, scope.ServiceProvider, cancellationToken);
            JobContext.Current = context;
            using var overrun = WatchOverrun(cancellationToken);
            _running = true;
            await InvokeAsync(context);
            HandledBefore |= context.IsDuplicate;
        }
        catch (Exception exception)
        {
            thrown = exception;
            throw;
        }
        finally
        {
            _running = false;
            slot.HasOverrun = false;
            context?.End();
            await EndAsync(scope, thrown);
        }
    }

    private Task InvokeAsync(JobContext context)
    {
        var plan = job.Plan;
        return plan.Filters.IsEmpty && !line.HasInbox ? plan.Invoker.InvokeAsync(payload, context) : InvokeFilteredAsync(context);
    }

    private async Task InvokeFilteredAsync(JobContext context)
    {
        var inbox = line.HasInbox && job.Key is { } key
            ? new InboxFilter(context.Services.GetRequiredService<IInbox>(), job.Plan.Queue, key.ToString())
            : null;
        await job.Plan.Filters.InvokeAsync(context, inbox, context => job.Plan.Invoker.InvokeAsync(payload, context));
        HandledBefore = inbox?.KnewIt ?? false;
    }

    /// <summary>What a handler leaves behind may fail as it does; but what the handler itself said goes before.</summary>
    private async ValueTask EndAsync(AsyncServiceScope scope, Exception? thrown)
    {
        try
        {
            await scope.DisposeAsync();
        }
        catch (Exception exception) when (thrown is not null)
        {
            line.Log.ScopeFailed(exception, job.Plan.Descriptor.HandlerName, job.Name);
        }
    }

    private CancellationTokenRegistration WatchOverrun(CancellationToken cancellationToken) =>
        job.Plan.Timeout > TimeSpan.Zero
            ? cancellationToken.UnsafeRegister(static run => _ = ((AttemptRun)run!).ReportOverrunAsync(), this)
            : default;

    private async Task ReportOverrunAsync()
    {
        await Task.Delay(LineServices.OverrunGrace, line.Time, CancellationToken.None);
        if (_running)
        {
            slot.HasOverrun = true;
            line.Log.HandlerOverran(job.Plan.Descriptor.HandlerName, job.Name, job.Plan.Timeout);
            line.Telemetry.Overran(job.Plan.Queue);
        }
    }
}
