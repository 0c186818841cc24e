using System.ComponentModel.DataAnnotations;

namespace Ponos.Benchmarks.Jobs;

/// <summary>The job of the end-to-end runs: 200 bytes as JSON, with an ordinary contract.</summary>
[Task(Name)]
public sealed record ImageJob(
    [property: StringLength(36, MinimumLength = 1)] string Id,
    [property: StringLength(64, MinimumLength = 1)] string Dock,
    [property: StringLength(256, MinimumLength = 1)] string Image,
    [property: Range(1, 100)] int Keep,
    bool Fails,
    long SentAt,
    [property: StringLength(2_000_000)] string Note)
{
    public const string Name = "image.resize";

    /// <summary>A job of a given size, 200 bytes or more.</summary>
    public static ImageJob OfBytes(int bytes) => Sample with { Note = new string('n', Sample.Note.Length + bytes - 200) };

    /// <summary>Exactly 200 bytes; what differs between two of them has the same length.</summary>
    public static ImageJob Sample { get; } = new(
        "0b7c1b5e-2f6e-4a55-9d5e-2a5b7f0d1c11",
        "eu-central-1",
        "registry/thumbnails/worker",
        10,
        Fails: false,
        SentAt: 100_000_000_000_000,
        "a note of some length, here");
}
