using Ponos.Retry;

namespace Ponos;

/// <summary>How failed jobs are tried again, for all handlers of a service that say nothing else.</summary>
public sealed class RetryOptions
{
    private readonly List<(Type Exception, FailureAction Action)> _classes = [];

    /// <summary>Runs of a handler before its job is dead, the first included. From 1 to 1000.</summary>
    /// <value>Default: 5.</value>
    public int MaxAttempts { get; set; } = 5;

    /// <summary>The first wait between two attempts. From zero to 30 days.</summary>
    /// <value>Default: 1 s.</value>
    public TimeSpan Delay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait between two attempts. From <see cref="Delay"/> to 30 days.</summary>
    /// <value>Default: 10 min.</value>
    public TimeSpan MaxDelay { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How the waits grow.</summary>
    /// <value>Default: <see cref="Backoff.Exponential"/>.</value>
    public Backoff Backoff { get; set; } = Backoff.Exponential;

    /// <summary>Whether each wait is varied at random by up to a quarter either way.</summary>
    /// <value>Default: <see langword="true"/>.</value>
    public bool Jitter { get; set; } = true;

    /// <summary>
    /// The longest wait that happens in the process, with the job in hand. Longer ones happen on the broker, with the job
    /// in a durable queue. From zero to 1 min.
    /// </summary>
    /// <value>Default: 1 s.</value>
    public TimeSpan InProcessLimit { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long a job may be tried again without counting (<see cref="FailureAction.RetryUncounted"/>,
    /// <see cref="RetryLaterException"/>) before it is dead, with the reason <c>given-up</c>. From 1 s to 365 days.
    /// </summary>
    /// <value>Default: 1 day.</value>
    public TimeSpan GiveUpAfter { get; set; } = TimeSpan.FromDays(1);

    /// <summary>
    /// Says what an exception, or one derived from it, means for the job. The most derived type that is registered decides.
    /// </summary>
    /// <typeparam name="TException">The exception's type.</typeparam>
    /// <param name="action">What it means.</param>
    /// <returns>These options.</returns>
    public RetryOptions On<TException>(FailureAction action)
        where TException : Exception
    {
        _classes.RemoveAll(known => known.Exception == typeof(TException));
        _classes.Add((typeof(TException), action));
        return this;
    }

    /// <summary>What was thrown means; of several exceptions in one, what says most about the job.</summary>
    internal FailureAction Classify(Exception exception)
    {
        var worst = FailureAction.RetryUncounted;
        foreach (var thrown in Thrown.By(exception))
        {
            var action = ClassifyOne(thrown);
            worst = Weight(action) > Weight(worst) ? action : worst;
        }

        return worst;
    }

    private static int Weight(FailureAction action) => action switch
    {
        FailureAction.Stop => 3,
        FailureAction.Invalid => 2,
        FailureAction.Retry => 1,
        _ => 0,
    };

    private FailureAction ClassifyOne(Exception exception)
    {
        if (exception is WorkerStopException)
        {
            return FailureAction.Stop;
        }

        if (exception is BrokenContractException)
        {
            return FailureAction.Invalid;
        }

        var action = FailureAction.Retry;
        Type? closest = null;
        foreach (var (type, candidate) in _classes)
        {
            if (type.IsInstanceOfType(exception) && (closest is null || type.IsSubclassOf(closest)))
            {
                (closest, action) = (type, candidate);
            }
        }

        return action;
    }
}
