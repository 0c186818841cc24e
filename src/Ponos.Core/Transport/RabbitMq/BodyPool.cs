using System.Buffers;
using System.Collections.Concurrent;

namespace Ponos.Transport.RabbitMq;

/// <summary>
/// Memory for the bodies of a connection's unsettled deliveries. The shared pool keeps a few dozen arrays of a size; what is
/// prefetched is more, and each would be allocated. It knows how much of it is in hand, and says when there is room again.
/// </summary>
internal sealed class BodyPool
{
    private const int Kept = 1_000;
    private const int UsualBytes = 1024;

    private readonly ConcurrentQueue<byte[]> _free = new();
    private long _large;
    private TaskCompletionSource? _returned;

    public byte[] Rent(int length)
    {
        if (length > UsualBytes)
        {
            var large = ArrayPool<byte>.Shared.Rent(length);
            Interlocked.Add(ref _large, large.Length);
            return large;
        }

        return _free.TryDequeue(out var body) ? body : new byte[UsualBytes];
    }

    public void Return(byte[] body)
    {
        if (body.Length > UsualBytes)
        {
            ArrayPool<byte>.Shared.Return(body);
            Interlocked.Add(ref _large, -body.Length);
            Interlocked.Exchange(ref _returned, null)?.TrySetResult();
        }
        else if (_free.Count < Kept)
        {
            _free.Enqueue(body);
        }
    }

    /// <summary>
    /// Whether one more body of that size stays within what may be in hand, small ones apart. Beyond
    /// it each queue has one at a time.
    /// </summary>
    public bool HasRoomFor(int length) => length <= UsualBytes || Interlocked.Read(ref _large) + length <= ReceiveLimits.BytesInHand;

    /// <summary>Completes when a large body has come back. To be asked for before one looks whether there is room.</summary>
    public Task WhenReturned()
    {
        var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return (Interlocked.CompareExchange(ref _returned, mine, null) ?? mine).Task;
    }
}
