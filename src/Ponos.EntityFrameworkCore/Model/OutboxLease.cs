namespace Ponos.EntityFrameworkCore.Model;

/// <summary>Which process sends the jobs of a service.</summary>
internal sealed class OutboxLease
{
    public required string Service { get; init; }

    public string Owner { get; set; } = "";

    /// <summary>In milliseconds since 1970.</summary>
    public long Until { get; set; }
}
