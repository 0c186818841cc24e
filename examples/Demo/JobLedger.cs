using Khronos;
using Ponos;

namespace Examples.Demo;

/// <summary>Keeps what was seen of jobs.</summary>
internal sealed class JobLedger(FastForwardClock clock, TimeProvider real) : IJobObserver
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, JobTally> _jobs = new(StringComparer.Ordinal);
    private readonly List<Sighting> _sightings = [];
    private readonly HashSet<string> _unsettled = new(StringComparer.Ordinal);
    private readonly HashSet<string> _settledFirst = new(StringComparer.Ordinal);
    private long _lastChange;

    public void OnPublished(PublishedJob job)
    {
        lock (_gate)
        {
            var tally = TallyOf(job.Kind, job.Name);
            tally.Published++;
            if (job.Kind == JobKind.Task)
            {
                // The handler may be done before the publisher hears of the confirm.
                _ = _settledFirst.Remove(job.MessageId) || _unsettled.Add(job.MessageId);
            }
            else if (JobBody.Read<TimePassed>(job.Body)?.Missed is { } missed)
            {
                tally.Missed += missed.Count;
            }

            Changed();
        }
    }

    public void OnSettled(SettledJob job)
    {
        lock (_gate)
        {
            var tally = TallyOf(job.Kind, job.Name);
            tally.Services.Add(job.Service);
            switch (job.Outcome)
            {
                case JobOutcome.Succeeded:
                    tally.Succeeded++;
                    if (job.Attempt > 1)
                    {
                        tally.Retried++;
                        See(Fate.Retried, job.Service, job.Name, $"{JobBody.Text(job.Body)} succeeded on attempt {job.Attempt}");
                    }

                    break;
                case JobOutcome.Stopped or JobOutcome.Exhausted or JobOutcome.Unhandled:
                    tally.Dead++;
                    See(
                        Fate.Dead,
                        job.Service,
                        job.Name,
                        $"{JobBody.Text(job.Body)} {Word(job.Outcome)} on attempt {job.Attempt}: {job.Error?.Message}");
                    break;
                case JobOutcome.Invalid or JobOutcome.Undecodable:
                    tally.Invalid++;
                    See(Fate.Invalid, job.Service, job.Name, string.Join("; ", job.Violations));
                    break;
                default:
                    return; // It comes again.
            }

            if (job is { Kind: JobKind.Task, MessageId: { } id })
            {
                _ = _unsettled.Remove(id) || _settledFirst.Add(id);
            }

            Changed();
        }
    }

    /// <summary>A publisher refused a job.</summary>
    public void OnRefused(string service, InvalidJobException exception)
    {
        lock (_gate)
        {
            See(Fate.Refused, service, exception.JobName, string.Join("; ", exception.Violations));
            Changed();
        }
    }

    /// <summary>Whether every task is settled and nothing was seen for a while.</summary>
    public bool IsQuietFor(TimeSpan time)
    {
        lock (_gate)
        {
            return _unsettled.Count == 0 && real.GetElapsedTime(_lastChange) >= time;
        }
    }

    /// <summary>What was seen so far.</summary>
    public LedgerPage Read()
    {
        lock (_gate)
        {
            return new LedgerPage(
                [.. _jobs.Values.Select(tally => tally.ToLine())
                    .OrderByDescending(line => line.Kind)
                    .ThenByDescending(line => line.Published)],
                [.. _sightings]);
        }
    }

    private static string Word(JobOutcome outcome) => outcome switch
    {
        JobOutcome.Stopped => "stopped",
        JobOutcome.Exhausted => "failed for the last time",
        _ => "found no handler",
    };

    private void See(Fate fate, string service, string job, string what) =>
        _sightings.Add(new Sighting(clock.Elapsed(), fate, service, job, what));

    private JobTally TallyOf(JobKind kind, string name)
    {
        if (!_jobs.TryGetValue(name, out var tally))
        {
            _jobs.Add(name, tally = new JobTally(kind, name));
        }

        return tally;
    }

    private void Changed() => _lastChange = real.GetTimestamp();

    private sealed class JobTally(JobKind kind, string name)
    {
        public SortedSet<string> Services { get; } = new(StringComparer.Ordinal);

        public long Published { get; set; }

        public long Missed { get; set; }

        public long Succeeded { get; set; }

        public long Retried { get; set; }

        public long Dead { get; set; }

        public long Invalid { get; set; }

        public LedgerLine ToLine() => new(kind, name, string.Join(", ", Services), Published, Missed, Succeeded, Retried, Dead, Invalid);
    }
}
