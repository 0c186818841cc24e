using FsCheck;
using FsCheck.Fluent;
using Ponos.Transport.RabbitMq.Wire;

namespace Ponos.Transport.Tests.RabbitMq;

/// <summary>What is written arrives, all of it and in order, however the socket behaves; and a socket that fails says so.</summary>
public sealed class GatheringWriterTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Test]
    public void WriteAsync_OfAnySizes_ArrivesInOrder()
    {
        var sizes = Gen.Frequency((8, Gen.Choose(1, 600)), (1, Gen.Choose(20_000, 200_000))).ListOf();
        Prop.ForAll(Arb.From(sizes), given => RunAsync([.. given]).GetAwaiter().GetResult()).Check(Config.QuickThrowOnFailure.WithMaxTest(150).WithEndSize(200));
    }

    [Test, CancelAfter(30_000)]
    public async Task WriteAsync_WhileTheSocketIsBusy_GoesOutTogether(CancellationToken cancellationToken)
    {
        var socket = new SlowSocket();
        var writer = new GatheringWriter(socket);
        socket.Hold();
        for (var i = 0; i < 100; i++)
        {
            await writer.WriteAsync(new byte[100], cancellationToken);
        }

        socket.Release();
        await socket.WhenAsync(10_000).WaitAsync(Patience, cancellationToken);

        Assert.That(socket.Calls, Is.LessThanOrEqualTo(2));
    }

    [Test, CancelAfter(30_000)]
    public async Task WriteAsync_SocketIsStuck_HoldsUpWhoWrites(CancellationToken cancellationToken)
    {
        var socket = new SlowSocket();
        var writer = new GatheringWriter(socket);
        socket.Hold();
        var written = 0;
        var writing = ValueTask.CompletedTask;
        while (writing.IsCompleted && written < 10_000_000)
        {
            await writing;
            writing = writer.WriteAsync(new byte[1000], cancellationToken);
            written += 1000;
        }

        Assert.That(written, Is.LessThan(400_000));
        socket.Release();
        await writing.AsTask().WaitAsync(Patience, cancellationToken);
    }

    [Test, CancelAfter(30_000)]
    public async Task WriteAsync_SocketFailed_Throws(CancellationToken cancellationToken)
    {
        var socket = new SlowSocket { Fails = true };
        var writer = new GatheringWriter(socket);
        await writer.WriteAsync(new byte[10], cancellationToken);

        await Assert.ThatAsync(
            async () =>
            {
                while (true)
                {
                    await writer.WriteAsync(new byte[10], cancellationToken);
                    await Task.Delay(TimeSpan.FromMilliseconds(1), cancellationToken);
                }
            },
            Throws.InstanceOf<IOException>());
        await Assert.ThatAsync(async () => await writer.WriteAsync(new byte[100_000], cancellationToken), Throws.InstanceOf<IOException>());
    }

    private static async Task<bool> RunAsync(int[] sizes)
    {
        var socket = new SlowSocket();
        var writer = new GatheringWriter(socket);
        var expected = new List<byte>();
        byte next = 0;
        foreach (var size in sizes)
        {
            var bytes = new byte[size];
            for (var i = 0; i < size; i++)
            {
                bytes[i] = next++;
            }

            expected.AddRange(bytes);
            await writer.WriteAsync(bytes, CancellationToken.None);
            // It belongs to the client again.
            Array.Clear(bytes);
        }

        await socket.WhenAsync(expected.Count).WaitAsync(Patience);
        return socket.Written.AsSpan().SequenceEqual(expected.ToArray());
    }

    /// <summary>A socket whose every third call takes a while.</summary>
    private sealed class SlowSocket : MemoryStream
    {
        private readonly Lock _gate = new();
        private TaskCompletionSource _held = Set();
        private TaskCompletionSource _wanted = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _want = int.MaxValue;

        public bool Fails { get; init; }

        public int Calls { get; private set; }

        public byte[] Written
        {
            get
            {
                lock (_gate)
                {
                    return ToArray();
                }
            }
        }

        public void Hold() => _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Release() => _held.TrySetResult();

        public Task WhenAsync(int bytes)
        {
            lock (_gate)
            {
                _want = bytes;
                if (Length >= bytes)
                {
                    _wanted.TrySetResult();
                }

                return _wanted.Task;
            }
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Fails)
            {
                throw new IOException("reset");
            }

            if (++Calls % 3 == 0)
            {
                await Task.Yield();
            }

            await _held.Task;
            lock (_gate)
            {
                Write(buffer.Span);
                if (Length >= _want)
                {
                    _wanted.TrySetResult();
                }
            }
        }

        private static TaskCompletionSource Set()
        {
            var set = new TaskCompletionSource();
            set.SetResult();
            return set;
        }
    }
}
