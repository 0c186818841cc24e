using System.ComponentModel.DataAnnotations;
using Ponos;

namespace Examples.Images;

/// <summary>Prune the stale images of one dock.</summary>
/// <param name="Dock">The dock's name, which is the name of its folder.</param>
[Task("docker.images.cleanup")]
public sealed record CleanUpImages(
    [property: StringLength(64, MinimumLength = 1), RegularExpression("[a-z0-9][a-z0-9-]*")] string Dock);
