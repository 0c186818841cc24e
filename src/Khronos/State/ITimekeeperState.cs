using Khronos.Schedules;

namespace Khronos.State;

/// <summary>
/// What Khronos must still know after a restart: its schedules, and the watermark up to which every tick is published.
/// Replicas will hold the same behind a lease.
/// </summary>
internal interface ITimekeeperState
{
    /// <summary>Whether anything outlives the process, so that marking is worth its while.</summary>
    bool IsDurable { get; }

    /// <summary>Reads everything, once, before anything is written.</summary>
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
internal sealed record StoredState(IReadOnlyList<ScheduleDocument> Documents, DateTimeOffset? Watermark);
