using System.Buffers;
using System.Text;
using System.Text.Json;
using Ponos.Contracts;

namespace Ponos.Publishing;

/// <summary>
/// A job's bytes on their way out, in rented memory. The transaction id is written last: there are serializers to which what
/// stands first means something.
/// </summary>
internal sealed class JobBody(JobBodyPool pool) : IBufferWriter<byte>, IDisposable
{
    private const int UsualBytes = 1024;

    /// <summary>What JSON text never has to escape, and what ids are made of.</summary>
    private static readonly SearchValues<char> Plain =
        SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_.:");

    /// <summary>What JSON allows around a value.</summary>
    private static ReadOnlySpan<byte> Blanks => " \t\r\n"u8;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(UsualBytes);
    private int _length;

    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, _length);

    /// <summary>Whether what was written begins as a JSON object does; whether it is one, its contract says.</summary>
    public bool IsObject => Content is [(byte)'{', .., (byte)'}'];

    private ReadOnlySpan<byte> Content => _buffer.AsSpan(0, _length).Trim(Blanks);

    /// <summary>Puts the transaction id behind all that the job says itself; a new one where none is given.</summary>
    public void Stamp(string? tid)
    {
        // The object's end comes off, and what blanks there are around it.
        _length = _buffer.AsSpan(0, _length).TrimEnd(Blanks).Length - 1;
        _length = _buffer.AsSpan(0, _length).TrimEnd(Blanks).Length;
        this.Write(_buffer[_length - 1] == '{' ? "\"tid\":\""u8 : ",\"tid\":\""u8);
        if (tid is null)
        {
            _ = UniqueId.Random().TryFormat(GetSpan(36), out var written);
            Advance(written);
        }
        else if (!tid.AsSpan().ContainsAnyExcept(Plain))
        {
            Advance(Encoding.ASCII.GetBytes(tid, GetSpan(tid.Length)));
        }
        else
        {
            this.Write(JsonEncodedText.Encode(tid).EncodedUtf8Bytes);
        }

        this.Write("\"}"u8);
    }

    /// <summary>Takes the job's own transaction id out.</summary>
    public void Cut(TidSpot spot) => _length = JobPayload.Without(spot, _buffer.AsSpan(0, _length), _buffer);

    public void Advance(int count) => _length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsSpan(_length);
    }

    /// <summary>Gives it back. Nobody may read it from here on.</summary>
    public void Dispose()
    {
        _length = 0;
        // One that grew is not kept: a large job must not hold its memory for ever.
        if (_buffer.Length == UsualBytes && pool.TryReturn(this))
        {
            return;
        }

        var buffer = _buffer;
        _buffer = [];
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Reserve(int sizeHint)
    {
        var needed = _length + Math.Max(sizeHint, 1);
        if (needed > _buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, _buffer.Length * 2));
            _buffer.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }
    }
}
