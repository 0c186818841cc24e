using Khronos.Schedules;
using Khronos.State;

namespace Khronos.Tests.Support;

/// <summary>Keeps schedules in memory, from one book to the next.</summary>
internal sealed class RememberingState : ITimekeeperState
{
    public Dictionary<string, ScheduleDocument> Kept { get; } = [];

    public Dictionary<string, string> Unreadable { get; } = [];

    public TimeSpan? MarkEvery => null;

    public TimeSpan MarkAtLeastEvery => Timeout.InfiniteTimeSpan;

    public void Demand()
    {
        // It is the test's own.
    }

    public Task<StoredState> LoadAsync(CancellationToken cancellationToken) =>
        Task.FromResult(new StoredState([.. Kept.Values], null, Unreadable));

    public Task KeepAsync(ScheduleDocument document, CancellationToken cancellationToken)
    {
        Kept[document.Definition.Name!] = document;
        return Task.CompletedTask;
    }

    public Task ForgetAsync(string name, CancellationToken cancellationToken)
    {
        Kept.Remove(name);
        return Task.CompletedTask;
    }

    public Task MarkAsync(DateTimeOffset watermark, CancellationToken cancellationToken) => Task.CompletedTask;
}
