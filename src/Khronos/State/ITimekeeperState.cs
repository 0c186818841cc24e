using Khronos.Schedules;

namespace Khronos.State;

/// <summary>
/// What Khronos must still know after a restart: its schedules, and the watermark up to which every tick is published.
/// Replicas hold the same behind a lease, and use it only while they lead.
/// </summary>
internal interface ITimekeeperState
{
    /// <summary>How soon after a tick the watermark is marked; <see langword="null"/> where nothing outlives the process.</summary>
    TimeSpan? MarkEvery { get; }

    /// <summary>How often the watermark is marked though no tick was published.</summary>
    TimeSpan MarkAtLeastEvery { get; }

    /// <summary>Does nothing where this process may use the state.</summary>
    /// <exception cref="Ponos.JobInterruptedException">Another replica leads.</exception>
    void Demand();

    /// <summary>Reads everything, before anything is written.</summary>
    Task<StoredState> LoadAsync(CancellationToken cancellationToken);

    /// <summary>Keeps a schedule, in place of the one of its name.</summary>
    Task KeepAsync(ScheduleDocument document, CancellationToken cancellationToken);

    Task ForgetAsync(string name, CancellationToken cancellationToken);

    /// <summary>Every tick up to here is published. Never goes back.</summary>
    Task MarkAsync(DateTimeOffset watermark, CancellationToken cancellationToken);
}

/// <summary>What was kept.</summary>
/// <param name="Documents">The schedules.</param>
/// <param name="Watermark">Up to where every tick is published; <see langword="null"/> at the very first start.</param>
/// <param name="Unreadable">Schedules that were kept and cannot be read, by name, with the reasons.</param>
internal sealed record StoredState(
    IReadOnlyList<ScheduleDocument> Documents, DateTimeOffset? Watermark, IReadOnlyDictionary<string, string> Unreadable);
