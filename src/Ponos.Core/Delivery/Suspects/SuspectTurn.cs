namespace Ponos.Delivery.Suspects;

/// <summary>
/// Lets one suspect at a time run in this process, whatever its handler and service: where two run and the process ends,
/// nobody knows which of them it was.
/// </summary>
internal sealed class SuspectTurn : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Gets in line. Completes when it is the caller's turn, and at that moment: who waits for it does not move before.</summary>
    public Task TakeAsync() => _turn.WaitAsync();

    /// <summary>Gives a turn back as soon as it comes.</summary>
    public void Renounce(Task mine) =>
        _ = mine.ContinueWith(
            static (_, self) => ((SuspectTurn)self!).GiveBack(),
            this,
            CancellationToken.None,
            TaskContinuationOptions.None,
            TaskScheduler.Default);

    public void GiveBack() => _turn.Release();

    public void Dispose() => _turn.Dispose();
}
