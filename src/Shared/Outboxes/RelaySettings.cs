namespace Ponos.Outboxes;

/// <summary>What a relay must know of its options.</summary>
internal sealed record RelaySettings(string Service, TimeSpan PollInterval, TimeSpan ParkAfter, int BatchSize);
