namespace Ponos.Delivery.Suspects;

/// <summary>
/// Lets one suspect at a time run in this process, whatever its handler and service: where two run and the process ends,
/// nobody knows which of them it was.
/// </summary>
internal sealed class SuspectTurn : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    public Task TakeAsync(CancellationToken cancellationToken) => _turn.WaitAsync(cancellationToken);

    public void GiveBack() => _turn.Release();

    public void Dispose() => _turn.Dispose();
}
