using System.Buffers;
using System.Text;

namespace Ponos.Newtonsoft.Serialization;

/// <summary>Text as UTF-8 into a job's body.</summary>
internal sealed class Utf8TextWriter(IBufferWriter<byte> output) : TextWriter
{
    private readonly Encoder _encoder = Encoding.UTF8.GetEncoder();
    private readonly char[] _characters = new char[512];
    private int _count;

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value)
    {
        if (_count == _characters.Length)
        {
            Flush();
        }

        _characters[_count++] = value;
    }

    public override void Write(ReadOnlySpan<char> buffer)
    {
        while (!buffer.IsEmpty)
        {
            if (_count == _characters.Length)
            {
                Flush();
            }

            var taken = Math.Min(buffer.Length, _characters.Length - _count);
            buffer[..taken].CopyTo(_characters.AsSpan(_count));
            _count += taken;
            buffer = buffer[taken..];
        }
    }

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Flush() => Encode(flush: false);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Encode(flush: true);
        }

        base.Dispose(disposing);
    }

    private void Encode(bool flush)
    {
        // Half a surrogate pair waits in the encoder for the other half.
        var bytes = output.GetSpan(Encoding.UTF8.GetMaxByteCount(_count + 1));
        output.Advance(_encoder.GetBytes(_characters.AsSpan(0, _count), bytes, flush));
        _count = 0;
    }
}
