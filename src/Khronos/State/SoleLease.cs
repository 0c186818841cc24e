using System.Globalization;

namespace Khronos.State;

/// <summary>The lease of a Khronos that has no replicas: granted at once, and never lost.</summary>
internal sealed class SoleLease(ITimekeeperState state) : ILease, ITerm, IDisposable
{
    private readonly TaskCompletionSource<string> _ended = new();

    public LeaseStanding Standing { get; } = new()
    {
        Role = LeaseStanding.Single,
        Replica = string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}/{Environment.ProcessId}"),
    };

    public ITimekeeperState State => state;

    public bool IsHeld => true;

    public Task Confirmed => Task.CompletedTask;

    public Task<string> Ended => _ended.Task;

    public CancellationToken Lost => CancellationToken.None;

    public Task<ITerm> AcquireAsync(CancellationToken cancellationToken) => Task.FromResult<ITerm>(this);

    public Task ReleaseAsync() => Task.CompletedTask;

    /// <summary>Nobody else has the state.</summary>
    public void Dispose() => (state as IDisposable)?.Dispose();
}
