namespace Ponos.Redis.Connecting;

/// <summary>Since when Redis is away, and why.</summary>
internal sealed record RedisTrouble(DateTimeOffset Since, string Reason);
