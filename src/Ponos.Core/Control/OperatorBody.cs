using System.Buffers;
using Ponos.Contracts;
using Ponos.Publishing;

namespace Ponos.Control;

/// <summary>Bodies that an operator sends: with a transaction id, as all jobs have one.</summary>
internal static class OperatorBody
{
    /// <summary>The body with its transaction id; the given one, or a new one, where it has none.</summary>
    /// <exception cref="ArgumentException">It is no JSON object.</exception>
    public static byte[] Stamp(ReadOnlyMemory<byte> body, string? tid) => Stamp(body, tid, out _);

    /// <summary>The same, and which id it has.</summary>
    /// <exception cref="ArgumentException">It is no JSON object.</exception>
    public static byte[] Stamp(ReadOnlyMemory<byte> body, string? tid, out string stamped)
    {
        try
        {
            using var payload = JobPayload.Read(body);
            if (payload.Tid is { } own)
            {
                stamped = own.ToString();
                return body.ToArray();
            }
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            throw new ArgumentException($"A job's body is one JSON object, and this is none: {exception.Message}", nameof(body), exception);
        }

        stamped = tid ?? UniqueId.Random().ToString();
        using var written = new JobBodyPool().Rent();
        written.Write(body.Span);
        written.Stamp(stamped);
        return written.Written.ToArray();
    }
}
