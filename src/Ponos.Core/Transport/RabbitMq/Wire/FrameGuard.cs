using System.Buffers.Binary;

namespace Ponos.Transport.RabbitMq.Wire;

/// <summary>
/// Takes what came over the wire and gives out what the client may read: all frames as they are, but header frames that it
/// could not survive without their headers. One reader at a time.
/// </summary>
internal sealed class FrameGuard
{
    private const int ReadAtLeast = 16 * 1024;
    private const int InitialSize = 64 * 1024;

    // Type, channel, size; and the end mark behind the payload.
    private const int Start = 7;
    private const int Around = Start + 1;
    private const byte Header = 2;
    private const byte EndMark = 0xCE;

    // What comes before the headers, and the fixed part of a header frame.
    private const int MostBytes = HeaderFrame.MostBytes + 1024;
    private const int FixedBytes = 14;

    private byte[] _bytes = new byte[InitialSize];
    private int _start;
    private int _looked;
    private int _end;

    // Of a frame that began before _looked: how much of it is still to pass, or to be left out.
    private int _passing;
    private int _skipping;
    private byte[] _instead = [];
    private int _insteadAt;
    private bool _isForeign;

    /// <summary>Where to put what is read next.</summary>
    public Memory<byte> Room()
    {
        if (_start == _end)
        {
            _start = _looked = _end = 0;
        }
        else if (_bytes.Length - _end < ReadAtLeast)
        {
            var kept = _end - _start;
            var bytes = kept + ReadAtLeast > _bytes.Length ? new byte[Math.Max(_bytes.Length * 2, kept + ReadAtLeast)] : _bytes;
            _bytes.AsSpan(_start, kept).CopyTo(bytes);
            _bytes = bytes;
            (_start, _looked, _end) = (0, _looked - _start, kept);
        }

        return _bytes.AsMemory(_end);
    }

    /// <summary>So much was put there.</summary>
    public void Add(int count) => _end += count;

    /// <summary>Gives out what may be read.</summary>
    /// <returns>How many bytes; 0 when more must come first.</returns>
    public int Take(Span<byte> destination)
    {
        var taken = 0;
        while (taken < destination.Length)
        {
            var rest = destination[taken..];
            if (_insteadAt < _instead.Length)
            {
                taken += TakeInstead(rest);
                continue;
            }

            Look();
            var count = Math.Min(_looked - _start, rest.Length);
            _bytes.AsSpan(_start, count).CopyTo(rest);
            _start += count;
            taken += count;
            if (_insteadAt == _instead.Length && (count == 0 || _start < _looked))
            {
                break;
            }
        }

        return taken;
    }

    private int TakeInstead(Span<byte> destination)
    {
        var count = Math.Min(_instead.Length - _insteadAt, destination.Length);
        _instead.AsSpan(_insteadAt, count).CopyTo(destination);
        _insteadAt += count;
        return count;
    }

    /// <summary>Goes through the frames that have come, up to the first that must not be read as it is.</summary>
    private void Look()
    {
        while (_looked < _end)
        {
            if (_isForeign)
            {
                _looked = _end;
            }
            else if (_passing > 0)
            {
                var count = Math.Min(_passing, _end - _looked);
                _passing -= count;
                _looked += count;
            }
            else if (_skipping > 0)
            {
                // Only from the front: what stands before it has been given out.
                if (_start < _looked)
                {
                    return;
                }

                var count = Math.Min(_skipping, _end - _looked);
                _skipping -= count;
                _start = _looked += count;
            }
            else if (!TryLookAtFrame())
            {
                return;
            }
        }
    }

    /// <returns>Whether to go on.</returns>
    private bool TryLookAtFrame()
    {
        var come = _bytes.AsSpan(_looked, _end - _looked);
        if (come[0] is not (1 or Header or 3 or 8))
        {
            // A broker that speaks another version answers with its own name; the client says so.
            return _isForeign = true;
        }

        if (come.Length < Start)
        {
            return false;
        }

        var size = BinaryPrimitives.ReadUInt32BigEndian(come[3..]);
        if (size > int.MaxValue - Around)
        {
            return _isForeign = true;
        }

        var whole = Around + (int)size;
        if (come[0] != Header || size < FixedBytes)
        {
            _passing = whole;
            return true;
        }

        if (size > MostBytes)
        {
            return come.Length >= Start + FixedBytes
                && Replace(come[..Start], HeaderFrame.OnlyMarked(come.Slice(Start, FixedBytes), HeaderFrame.TooLong(size)), whole);
        }

        if (come.Length < whole)
        {
            return false;
        }

        var payload = come.Slice(Start, (int)size);
        if (HeaderFrame.Fault(payload) is not { } fault)
        {
            _passing = whole;
            return true;
        }

        return Replace(come[..Start], HeaderFrame.WithoutHeaders(payload, fault), whole);
    }

    /// <returns>Always <see langword="false"/>: what comes instead is given out before anything behind it.</returns>
    private bool Replace(ReadOnlySpan<byte> start, byte[] payload, int whole)
    {
        if (_start < _looked)
        {
            // What stands before it comes first.
            return false;
        }

        _instead = new byte[Around + payload.Length];
        start.CopyTo(_instead);
        BinaryPrimitives.WriteInt32BigEndian(_instead.AsSpan(3), payload.Length);
        payload.CopyTo(_instead.AsSpan(Start));
        _instead[^1] = EndMark;
        _insteadAt = 0;
        _skipping = whole;
        return false;
    }
}
