namespace Ponos.Hosting;

/// <summary>The two steps in which a worker server ends.</summary>
internal sealed class ServerLifetime : IDisposable
{
    private readonly CancellationTokenSource _draining = new();
    private readonly CancellationTokenSource _abort = new();

    /// <summary>No more jobs are started.</summary>
    public CancellationToken Draining => _draining.Token;

    /// <summary>Running jobs are cancelled.</summary>
    public CancellationToken Abort => _abort.Token;

    public Task DrainAsync() => _draining.CancelAsync();

    public Task AbortAsync() => _abort.CancelAsync();

    public void Dispose()
    {
        _draining.Dispose();
        _abort.Dispose();
    }
}
