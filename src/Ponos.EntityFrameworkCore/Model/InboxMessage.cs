namespace Ponos.EntityFrameworkCore.Model;

/// <summary>A job that a handler has handled.</summary>
internal sealed class InboxMessage
{
    public required string Queue { get; init; }

    public required string MessageId { get; init; }

    public required string Service { get; init; }

    /// <summary>In milliseconds since 1970.</summary>
    public long HandledAt { get; init; }
}
