using Microsoft.Extensions.Logging;

namespace Ponos.Diagnostics;

/// <summary>The application's observers. Without any, a job's report is not even made.</summary>
internal sealed class JobObservers
{
    private readonly IJobObserver[] _observers;
    private readonly ILogger _log;

    public JobObservers(IEnumerable<IJobObserver> observers, ILogger<JobObservers> log)
        : this([.. observers], (ILogger)log)
    {
    }

    private JobObservers(IJobObserver[] observers, ILogger log)
    {
        (_observers, _log) = (observers, new QuietLog(log));
        ReadBodies = Array.Exists(observers, WantsBodies);
    }

    public bool Any => _observers.Length > 0;

    /// <summary>Whether one of them reads bodies, which are copied for that.</summary>
    public bool ReadBodies { get; }

    /// <summary>The same and one more.</summary>
    public JobObservers With(IJobObserver observer) => new([.. _observers, observer], _log);

    public void Published(PublishedJob job) => Tell(job, static (observer, job) => observer.OnPublished(job));

    public void Settled(SettledJob job) => Tell(job, static (observer, job) => observer.OnSettled(job));

    private static bool WantsBodies(IJobObserver observer)
    {
        try
        {
            return observer.ReadsBodies;
        }
        catch (Exception)
        {
            return true;
        }
    }

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
                _log.ObserverFailed(exception, observer.GetType().FullName!);
            }
        }
    }
}
