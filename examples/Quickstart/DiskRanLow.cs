using Ponos;

namespace Images;

/// <summary>The disk of a dock ran low.</summary>
[Event("docker.disk.ran-low")]
public sealed record DiskRanLow(string Dock);
