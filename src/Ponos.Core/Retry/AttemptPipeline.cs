using Polly;
using Polly.Timeout;

namespace Ponos.Retry;

/// <summary>
/// Runs attempts of one handler until one succeeds, each within Polly's timeout, waiting in process in between. Ends early
/// when the next wait is too long for the process, when attempts are used up, or when the server stops.
/// </summary>
internal sealed class AttemptPipeline
{
    private readonly ResiliencePipeline _once;
    private readonly bool _retries;

    public AttemptPipeline(RetryPolicy policy, TimeSpan timeout, TimeProvider time)
    {
        _retries = policy.MaxAttempts > 1 && policy.InProcessLimit > TimeSpan.Zero;
        var builder = new ResiliencePipelineBuilder { TimeProvider = time };
        if (timeout > TimeSpan.Zero)
        {
            builder.AddTimeout(new TimeoutStrategyOptions { Timeout = timeout });
        }

        _once = builder.Build();
    }

    /// <summary>Runs attempts; the exception of the last one, or <see langword="null"/> when it succeeded.</summary>
    public async ValueTask<Exception?> RunAsync(IAttempt attempt, CancellationToken stop)
    {
        var context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: false, stop);
        try
        {
            while (true)
            {
                var outcome = await _once.ExecuteOutcomeAsync(RunOnceAsync, context, attempt);
                if (outcome.Exception is not { } exception || !_retries || !attempt.RetryInProcess(exception))
                {
                    return outcome.Exception;
                }

                await attempt.WaitForRetryAsync();
            }
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <summary>Whether an exception is the word of the timeout, rather than of the handler.</summary>
    public static bool IsTimeout(Exception exception) => exception is TimeoutRejectedException;

    private static async ValueTask<Outcome<bool>> RunOnceAsync(ResilienceContext context, IAttempt attempt)
    {
        try
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            await attempt.RunAsync(context.CancellationToken);
            return Outcome.FromResult(true);
        }
        catch (Exception exception)
        {
            return Outcome.FromException<bool>(exception);
        }
    }
}

/// <summary>A job on its way through its attempts.</summary>
internal interface IAttempt
{
    Task RunAsync(CancellationToken cancellationToken);

    /// <summary>Decides, once for each failed attempt, whether the next one follows in this process.</summary>
    bool RetryInProcess(Exception exception);

    /// <summary>
    /// Waits as long as <see cref="RetryInProcess"/> decided. It is the job that waits, so that its server can tell one that
    /// waits from one that runs.
    /// </summary>
    ValueTask WaitForRetryAsync();
}
