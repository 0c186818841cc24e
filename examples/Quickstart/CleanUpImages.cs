using System.ComponentModel.DataAnnotations;
using Ponos;

namespace Images;

/// <summary>Prune the stale images of one dock.</summary>
[Task("docker.images.cleanup")]
public sealed record CleanUpImages([property: StringLength(64, MinimumLength = 1)] string Dock);
