using Microsoft.Extensions.Logging;

namespace Ponos.Diagnostics;

/// <summary>The application's observers. Without any, a job's report is not even made.</summary>
internal sealed class JobObservers(IEnumerable<IJobObserver> observers, ILogger<JobObservers> log)
{
    private readonly IJobObserver[] _observers = [.. observers];

    public bool Any => _observers.Length > 0;

    /// <summary>The same and one more.</summary>
    public JobObservers With(IJobObserver observer) => new([.. _observers, observer], log);

    public void Published(PublishedJob job) => Tell(job, static (observer, job) => observer.OnPublished(job));

    public void Settled(SettledJob job) => Tell(job, static (observer, job) => observer.OnSettled(job));

    private void Tell<TReport>(TReport report, Action<IJobObserver, TReport> tell)
    {
        foreach (var observer in _observers)
        {
            try
            {
                tell(observer, report);
            }
            catch (Exception exception)
            {
                log.ObserverFailed(exception, observer.GetType().FullName!);
            }
        }
    }
}
