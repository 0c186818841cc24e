using Microsoft.Extensions.Options;
using Ponos;

namespace Examples.Images;

/// <summary>The images on disk: a folder for each dock, a file for each image.</summary>
public sealed class ImageStore : IDisposable
{
    private readonly ImagesOptions _options;
    private readonly TimeProvider _time;
    private readonly SampleImages? _samples;

    /// <summary>Opens the configured folder, or one of samples.</summary>
    public ImageStore(IOptions<ImagesOptions> options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.Value;
        _time = time;
        _samples = _options.Folder is null ? SampleImages.Create(time.GetUtcNow(), _options.MaxAge) : null;
        Folder = _options.Folder ?? _samples!.Folder;
    }

    /// <summary>Where the docks' folders are.</summary>
    public string Folder { get; }

    /// <summary>The docks to clean up.</summary>
    public IReadOnlyList<string> Docks => _options.Docks.Count > 0
        ? [.. _options.Docks]
        : [.. new DirectoryInfo(Folder).EnumerateDirectories().Select(dock => dock.Name).Order(StringComparer.Ordinal)];

    /// <summary>Deletes a dock's images that are older than the configured age.</summary>
    /// <exception cref="WorkerStopException">There is no such dock: trying again cannot change that.</exception>
    public Pruned Prune(string dock, CancellationToken cancellationToken)
    {
        var folder = new DirectoryInfo(Path.Combine(Folder, dock));
        if (!folder.Exists)
        {
            throw new WorkerStopException($"The dock '{dock}' has no folder.");
        }

        var oldest = _time.GetUtcNow() - _options.MaxAge;
        var pruned = default(Pruned);
        foreach (var image in folder.EnumerateFiles("*", SearchOption.AllDirectories).Where(image => image.LastWriteTimeUtc < oldest))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var bytes = image.Length;
            image.Delete();
            pruned = new Pruned(pruned.Images + 1, pruned.Bytes + bytes);
        }

        return pruned;
    }

    /// <summary>What all images take up on disk.</summary>
    public long MeasureBytes() => new DirectoryInfo(Folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(image => image.Length);

    /// <inheritdoc/>
    public void Dispose() => _samples?.Dispose();
}

/// <summary>What was deleted.</summary>
/// <param name="Images">How many images.</param>
/// <param name="Bytes">How many bytes they took up.</param>
public readonly record struct Pruned(int Images, long Bytes);
