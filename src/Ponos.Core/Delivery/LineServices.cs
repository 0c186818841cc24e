using Ponos.Diagnostics;
using Ponos.Transport;

namespace Ponos.Delivery;

/// <summary>What every job of a service uses on its way: one instance for each worker server.</summary>
internal sealed record LineServices(
    IServiceProvider Services,
    PonosTelemetry Telemetry,
    JobObservers Observers,
    QuietLog Log,
    TimeProvider Time,
    int MaxBodyBytes,
    bool HasInbox,
    CancellationToken Draining,
    CancellationToken Abort)
{
    /// <summary>How long after its timeout a handler that still runs is reported.</summary>
    public static readonly TimeSpan OverrunGrace = TimeSpan.FromSeconds(1);

    /// <summary>
    /// What of the service goes on by itself: its slots at work, and whatever else must end before they can or will go on.
    /// </summary>
    public WorkUnderway Work { get; } = new();

    /// <summary>Keeps what became of each job, where somebody wants that kept.</summary>
    public IJobRecorder? Recorder { get; init; }

    /// <summary>Whether a job is invalid for whose publisher the broker does not vouch.</summary>
    public bool RequireUserId { get; init; }

    /// <summary>Whether a job begins a trace of its own, linked with its publisher's.</summary>
    public bool LinkTraces { get; init; }
}
