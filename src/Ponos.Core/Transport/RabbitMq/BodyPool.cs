using System.Buffers;
using System.Collections.Concurrent;

namespace Ponos.Transport.RabbitMq;

/// <summary>
/// Memory for the bodies of unsettled deliveries. The shared pool keeps a few dozen arrays of a size; what is prefetched is
/// more, and each would be allocated.
/// </summary>
internal sealed class BodyPool
{
    private const int Kept = 1_000;
    private const int UsualBytes = 1024;

    private readonly ConcurrentQueue<byte[]> _free = new();

    public byte[] Rent(int length)
    {
        if (length > UsualBytes)
        {
            return ArrayPool<byte>.Shared.Rent(length);
        }

        return _free.TryDequeue(out var body) ? body : new byte[UsualBytes];
    }

    public void Return(byte[] body)
    {
        if (body.Length > UsualBytes)
        {
            ArrayPool<byte>.Shared.Return(body);
        }
        else if (_free.Count < Kept)
        {
            _free.Enqueue(body);
        }
    }
}
