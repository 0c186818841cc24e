using Khronos.Schedules;

namespace Khronos.State;

/// <summary>Keeps nothing: services put their schedules again when they start, and ticks begin with the process.</summary>
internal sealed class TransientState : ITimekeeperState
{
    public TimeSpan? MarkEvery => null;

    public TimeSpan MarkAtLeastEvery => Timeout.InfiniteTimeSpan;

    public void Demand()
    {
        // Nobody else knows of it.
    }

    public Task<StoredState> LoadAsync(CancellationToken cancellationToken) =>
        Task.FromResult(new StoredState([], null, new Dictionary<string, string>()));

    public Task KeepAsync(ScheduleDocument document, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task ForgetAsync(string name, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task MarkAsync(DateTimeOffset watermark, CancellationToken cancellationToken) => Task.CompletedTask;
}
