namespace Ponos.Transport.RabbitMq.Wire;

/// <summary>
/// Gathers what is written while the last of it is being sent. The client writes each publish and each acknowledgement to the
/// socket by itself: a call of the system for each, and a packet that the broker reads by itself. One who writes at a time.
/// </summary>
internal sealed class GatheringWriter(Stream inner) : IThreadPoolWorkItem
{
    private const int InitialSize = 16 * 1024;

    // What is this large is sent as it is: copying it would cost more than the call.
    private const int Large = 32 * 1024;

    // No more waits here: a socket that is stuck must hold up who writes.
    private const int Most = 128 * 1024;

    private readonly Lock _gate = new();
    private byte[] _gathered = new byte[InitialSize];
    private byte[] _sending = new byte[InitialSize];
    private int _count;
    private bool _isSending;
    private Exception? _failure;
    private TaskCompletionSource? _sent;

    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (!TryGather(bytes.Span, out var begins))
        {
            return WriteAloneAsync(bytes, cancellationToken);
        }

        if (begins)
        {
            // Not here: whoever writes has more, as a rule, and is to go on gathering.
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }

        return ValueTask.CompletedTask;
    }

    void IThreadPoolWorkItem.Execute() => _ = SendAsync();

    /// <param name="bytes">What is written.</param>
    /// <param name="begins">Whether somebody is to begin to send.</param>
    /// <returns>Whether it has been taken.</returns>
    private bool TryGather(ReadOnlySpan<byte> bytes, out bool begins)
    {
        lock (_gate)
        {
            begins = false;
            if (_failure is not null || bytes.Length >= Large || _count + bytes.Length > Most)
            {
                return false;
            }

            Append(bytes);
            begins = !_isSending;
            return _isSending = true;
        }
    }

    /// <summary>Sends it when all that came before is sent.</summary>
    private async ValueTask WriteAloneAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        Task? before;
        lock (_gate)
        {
            before = _isSending ? (_sent ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task : null;
        }

        if (before is not null)
        {
            await before.WaitAsync(cancellationToken);
        }

        if (Volatile.Read(ref _failure) is not null)
        {
            throw new IOException("What was written before could not be sent.", _failure);
        }

        await inner.WriteAsync(bytes, cancellationToken);
    }

    private async Task SendAsync()
    {
        TaskCompletionSource? sent;
        try
        {
            while (TryTake(out var bytes))
            {
                await inner.WriteAsync(bytes);
            }
        }
        catch (Exception exception)
        {
            lock (_gate)
            {
                _failure = exception;
                _isSending = false;
            }
        }

        lock (_gate)
        {
            sent = _isSending ? null : _sent;
            _sent = _isSending ? _sent : null;
        }

        sent?.TrySetResult();
    }

    private bool TryTake(out ReadOnlyMemory<byte> bytes)
    {
        lock (_gate)
        {
            (_gathered, _sending) = (_sending, _gathered);
            bytes = _sending.AsMemory(0, _count);
            _count = 0;
            return _isSending = !bytes.IsEmpty;
        }
    }

    /// <summary>Under the lock.</summary>
    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (_gathered.Length - _count < bytes.Length)
        {
            Array.Resize(ref _gathered, Math.Max(_gathered.Length * 2, _count + bytes.Length));
        }

        bytes.CopyTo(_gathered.AsSpan(_count));
        _count += bytes.Length;
    }
}
