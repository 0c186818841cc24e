using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ponos.Publishing;

/// <summary>
/// A job's bytes on their way out, in rented memory. The transaction id is written first and the job behind it, so that
/// stamping costs no second pass: the job's opening brace becomes the comma between them.
/// </summary>
internal sealed class JobBody(JobBodyPool pool) : IBufferWriter<byte>, IDisposable
{
    private const int UsualBytes = 1024;

    /// <summary>What JSON text never has to escape, and what ids are made of.</summary>
    private static readonly SearchValues<char> Plain =
        SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_.:");

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(UsualBytes);
    private int _length;

    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, _length);

    /// <summary>Begins with <c>{"tid":"…"</c>, a new id where none is given; returns where the job itself begins.</summary>
    public int BeginStamped(string? tid)
    {
        this.Write("{\"tid\":\""u8);
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

        this.Write("\""u8);
        return _length;
    }

    /// <summary>Joins the stamp and the job that was written behind it.</summary>
    /// <returns>Whether what was written is a JSON object.</returns>
    public bool JoinStamp(int jobStart)
    {
        if (_length - jobStart < 2 || _buffer[jobStart] != '{')
        {
            return false;
        }

        if (_length - jobStart == 2)
        {
            _buffer[jobStart] = (byte)'}';
            _length--;
        }
        else
        {
            _buffer[jobStart] = (byte)',';
        }

        return true;
    }

    /// <summary>Sets the transaction id of a job that writes the property itself.</summary>
    public void ReplaceTid(string tid)
    {
        var job = JsonNode.Parse(Written.Span)!.AsObject();
        job["tid"] = tid;
        _length = 0;
        using var writer = new Utf8JsonWriter(this);
        job.WriteTo(writer);
    }

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
