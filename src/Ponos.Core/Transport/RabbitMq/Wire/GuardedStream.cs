using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Ponos.Transport.RabbitMq.Wire;

/// <summary>
/// What the client reads from and writes to: the socket, or TLS over it, behind a <see cref="FrameGuard"/> and a
/// <see cref="GatheringWriter"/>.
/// </summary>
internal sealed class GuardedStream(Socket socket, Stream inner) : NetworkStream(socket, ownsSocket: false)
{
    private readonly FrameGuard _guard = new();
    private readonly GatheringWriter _writer = new(inner);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            if (_guard.Take(buffer.Span) is > 0 and var taken)
            {
                return taken;
            }

            var read = await inner.ReadAsync(_guard.Room(), cancellationToken);
            if (read == 0)
            {
                return 0;
            }

            _guard.Add(read);
        }
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        _writer.WriteAsync(buffer, cancellationToken);

    // The client asks for it after each frame. What is gathered is on its way all the same.
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(Span<byte> buffer) => throw Synchronous();

    public override int Read(byte[] buffer, int offset, int count) => throw Synchronous();

    public override int ReadByte() => throw Synchronous();

    public override void Write(ReadOnlySpan<byte> buffer) => throw Synchronous();

    public override void Write(byte[] buffer, int offset, int count) => throw Synchronous();

    public override void WriteByte(byte value) => throw Synchronous();

    public override void Flush()
    {
        // As above.
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    // Nothing must go past the guard, or overtake what is gathered, because of an update of the client.
    private static NotSupportedException Synchronous() => new("The broker is read from and written to asynchronously only.");
}
