namespace Khronos.State;

/// <summary>The lease of a Khronos that has no replicas.</summary>
internal sealed class SoleLease : ILease, ITerm
{
    private readonly TaskCompletionSource<string> _ended = new();

    public bool IsShared => false;

    public LeaseStanding Standing { get; } = new(IsLeading: true, Epoch: 0, Trouble: null, Proof: TimeSpan.Zero);

    public Task<string> Ended => _ended.Task;

    public CancellationToken Lost => CancellationToken.None;

    public Task<ITerm> AcquireAsync(CancellationToken cancellationToken) => Task.FromResult<ITerm>(this);

    public Task ReleaseAsync() => Task.CompletedTask;
}
