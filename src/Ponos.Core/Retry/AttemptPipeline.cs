using Microsoft.Extensions.DependencyInjection;
using Polly;
using Polly.CircuitBreaker;
using Polly.Registry;
using Polly.Timeout;

namespace Ponos.Retry;

/// <summary>Runs one attempt within Polly's timeout, and within the pipeline that the application has given its handler, if any.</summary>
internal sealed class AttemptPipeline
{
    /// <summary>How long a breaker is left alone that does not say itself, as one that was opened by hand.</summary>
    private static readonly TimeSpan UnknownBreak = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan ShortestBreak = TimeSpan.FromMilliseconds(100);
    private static readonly Func<ResilienceContext, Attempt, ValueTask<Outcome<bool>>> Once = RunOnceAsync;

    private readonly TimeSpan _timeout;
    private readonly ResiliencePipeline _within;
    private readonly ResiliencePipeline? _own;
    private readonly Func<ResilienceContext, Attempt, ValueTask<Outcome<bool>>> _run;

    public AttemptPipeline(TimeSpan timeout, TimeProvider time, ResiliencePipeline? own = null)
    {
        var builder = new ResiliencePipelineBuilder { TimeProvider = time };
        if (timeout > TimeSpan.Zero)
        {
            builder.AddTimeout(new TimeoutStrategyOptions { Timeout = timeout });
        }

        (_timeout, _within, _own) = (timeout, builder.Build(), own);
        _run = own is null ? Once : RunOwnAsync;
    }

    /// <summary>The pipeline of a handler.</summary>
    /// <param name="timeout">How long an attempt may take; infinite for no limit.</param>
    /// <param name="time">The clock.</param>
    /// <param name="services">The application's services.</param>
    /// <param name="key">The key of the pipeline that the handler names, or <see langword="null"/>.</param>
    /// <param name="handler">The handler's name, for errors.</param>
    /// <exception cref="InvalidOperationException">There is no pipeline of that key.</exception>
    public static AttemptPipeline Create(TimeSpan timeout, TimeProvider time, IServiceProvider services, string? key, string handler) =>
        new(timeout, time, key is null ? null : Find(services, key) ?? throw new InvalidOperationException(
            $"{handler} is to run in the resilience pipeline '{key}', and the services have none under that key. " +
            $"Register it with services.AddResiliencePipeline(\"{key}\", …) of Polly.Extensions, or correct the key."));

    private static ResiliencePipeline? Find(IServiceProvider services, string key) =>
        services.GetService<ResiliencePipelineProvider<string>>() is { } pipelines && pipelines.TryGetPipeline(key, out var pipeline)
            ? pipeline
            : services.GetKeyedService<ResiliencePipeline>(key);

    /// <summary>Runs an attempt; whatever it throws is in its end.</summary>
    public async ValueTask<AttemptEnd> RunAsync(Attempt attempt, CancellationToken stop)
    {
        var context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: false, stop);
        try
        {
            var outcome = await _within.ExecuteOutcomeAsync(_run, context, attempt);
            return EndOf(attempt, outcome.Exception, stop);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private AttemptEnd EndOf(Attempt attempt, Exception? error, CancellationToken stop)
    {
        // A handler that was cancelled may have finished its work or given it up: only its next attempt can tell.
        var timedOut = attempt.WasCancelled && !stop.IsCancellationRequested;
        if (timedOut)
        {
            return new AttemptEnd(
                error ?? new TimeoutRejectedException($"The handler ended after its timeout of {_timeout}.", _timeout), TimedOut: true);
        }

        // What the handler threw itself may be of the same type, and says nothing of its own pipeline.
        return error is ExecutionRejectedException && _own is not null && !ReferenceEquals(error, attempt.Thrown)
            ? RejectedBy(error)
            : new AttemptEnd(error);
    }

    private static AttemptEnd RejectedBy(Exception error) => error switch
    {
        BrokenCircuitException broken => new AttemptEnd(broken, Break: BreakOf(broken)),
        // It ran.
        TimeoutRejectedException => new AttemptEnd(error),
        _ => new AttemptEnd(error, TurnedAway: true),
    };

    private static TimeSpan BreakOf(BrokenCircuitException broken) =>
        broken.RetryAfter is not { } after ? UnknownBreak : after < ShortestBreak ? ShortestBreak : after;

    private async ValueTask<Outcome<bool>> RunOwnAsync(ResilienceContext context, Attempt attempt)
    {
        // The token of the timeout: within, the handler's own pipeline puts others in its place.
        var token = context.CancellationToken;
        try
        {
            return await _own!.ExecuteOutcomeAsync(Once, context, attempt);
        }
        catch (Exception exception)
        {
            return Outcome.FromException<bool>(exception);
        }
        finally
        {
            attempt.WasCancelled = token.IsCancellationRequested;
        }
    }

    private static async ValueTask<Outcome<bool>> RunOnceAsync(ResilienceContext context, Attempt attempt)
    {
        var token = context.CancellationToken;
        Exception? thrown = null;
        try
        {
            token.ThrowIfCancellationRequested();
            await attempt.RunAsync(token);
        }
        catch (Exception exception)
        {
            thrown = exception;
        }

        attempt.Thrown = thrown;
        attempt.WasCancelled = token.IsCancellationRequested;
        return thrown is null ? Outcome.FromResult(true) : Outcome.FromException<bool>(thrown);
    }
}
