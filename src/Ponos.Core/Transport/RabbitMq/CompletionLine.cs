using System.Collections.Concurrent;

namespace Ponos.Transport.RabbitMq;

/// <summary>
/// Ends publishes on the thread pool, not on the client's read loop: a confirm often answers dozens of them, which one work
/// item then ends one after the other. Whoever awaits a publish goes on within that, and may block; so before each, another
/// work item stands ready for the rest.
/// </summary>
internal sealed class CompletionLine : IThreadPoolWorkItem
{
    private readonly ConcurrentQueue<(PendingPublish Publish, Exception? Failure)> _line = new();
    private int _ready;

    /// <summary>Puts a publish in line, and takes over its holder's part in it: <see cref="Go"/> has them ended.</summary>
    public void Add(PendingPublish publish, Exception? failure) => _line.Enqueue((publish, failure));

    public void Go()
    {
        if (!_line.IsEmpty && Interlocked.Exchange(ref _ready, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        Volatile.Write(ref _ready, 0);
        while (_line.TryDequeue(out var ended))
        {
            Go();
            ended.Publish.Complete(ended.Failure);
            ended.Publish.Release();
        }
    }
}
