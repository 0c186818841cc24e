using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Ponos.Retry;

/// <summary>
/// Runs attempts of one handler until one succeeds, waiting in process in between: Polly's retry around Polly's timeout.
/// Ends early when the next wait is too long for the process, when attempts are used up, or when the server stops.
/// </summary>
internal sealed class AttemptPipeline
{
    private static readonly ResiliencePropertyKey<IAttempt> AttemptKey = new("ponos.attempt");

    private readonly ResiliencePipeline _pipeline;

    public AttemptPipeline(RetryPolicy policy, TimeSpan timeout, TimeProvider time)
    {
        var builder = new ResiliencePipelineBuilder { TimeProvider = time };
        if (policy.MaxAttempts > 1 && policy.InProcessLimit > TimeSpan.Zero)
        {
            builder.AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = int.MaxValue,
                ShouldHandle = static arguments => new ValueTask<bool>(
                    arguments.Outcome.Exception is { } exception && Of(arguments.Context).RetryInProcess(exception)),
                Delay = TimeSpan.Zero,
                OnRetry = static arguments => Of(arguments.Context).WaitForRetryAsync(),
            });
        }

        if (timeout > TimeSpan.Zero)
        {
            builder.AddTimeout(new TimeoutStrategyOptions { Timeout = timeout });
        }

        _pipeline = builder.Build();
    }

    /// <summary>Runs attempts; the exception of the last one, or <see langword="null"/> when it succeeded.</summary>
    public async ValueTask<Exception?> RunAsync(IAttempt attempt, CancellationToken stop)
    {
        var context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: false, stop);
        try
        {
            context.Properties.Set(AttemptKey, attempt);
            var outcome = await _pipeline.ExecuteOutcomeAsync(
                static async (context, attempt) =>
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
                },
                context,
                attempt);
            return outcome.Exception;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <summary>Whether an exception is the word of the timeout, rather than of the handler.</summary>
    public static bool IsTimeout(Exception exception) => exception is TimeoutRejectedException;

    private static IAttempt Of(ResilienceContext context) => context.Properties.GetValue(AttemptKey, null!);
}

/// <summary>A job on its way through its attempts.</summary>
internal interface IAttempt
{
    Task RunAsync(CancellationToken cancellationToken);

    /// <summary>Decides, once for each failed attempt, whether the next one follows in this process.</summary>
    bool RetryInProcess(Exception exception);

    /// <summary>
    /// Waits as long as <see cref="RetryInProcess"/> decided. It is the job that waits, not Polly, so that its server can
    /// tell a job that waits from one that runs.
    /// </summary>
    ValueTask WaitForRetryAsync();
}
