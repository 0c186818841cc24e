using System.Buffers;
using System.Text.Json;

namespace Ponos.Contracts;

/// <summary>A job's body, and what of it its contract and its reader see. To be disposed when both have seen it.</summary>
internal readonly struct JobPayload : IDisposable
{
    private readonly byte[]? _rented;
    private readonly ReadOnlyMemory<byte> _bare;

    private JobPayload(ReadOnlyMemory<byte> body, ReadOnlyMemory<byte> bare, TransactionId? tid, byte[]? rented)
    {
        (Body, _bare, Tid, _rented) = (body, bare, tid, rented);
    }

    /// <summary>All of it.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>The transaction id; <see langword="null"/> where the body has none.</summary>
    public TransactionId? Tid { get; }

    /// <summary>Reads a body.</summary>
    /// <exception cref="JsonException">It is not a JSON object.</exception>
    public static JobPayload Read(ReadOnlyMemory<byte> body)
    {
        var spot = JobTid.Find(body.Span);
        if (spot.State is TidState.Absent or TidState.Foreign)
        {
            return new JobPayload(body, body, null, null);
        }

        // A copy costs less than a validator and readers that know of a member to be skipped, and is made of most jobs in nanoseconds.
        var rented = ArrayPool<byte>.Shared.Rent(body.Length);
        var bare = Without(spot, body.Span, rented);
        return new JobPayload(body, rented.AsMemory(0, bare), spot.State == TidState.Given ? spot.Id : null, rented);
    }

    /// <summary>What is seen by one that has a property <c>tid</c> itself, or by one that has not.</summary>
    public ReadOnlyMemory<byte> For(bool hasTid) => hasTid ? Body : _bare;

    public void Dispose()
    {
        if (_rented is not null)
        {
            ArrayPool<byte>.Shared.Return(_rented);
        }
    }

    /// <summary>Writes a body without its transaction id.</summary>
    /// <returns>How many bytes are left.</returns>
    public static int Without(TidSpot spot, ReadOnlySpan<byte> body, Span<byte> target)
    {
        body[..spot.From].CopyTo(target);
        body[spot.To..].CopyTo(target[spot.From..]);
        return body.Length - (spot.To - spot.From);
    }
}
