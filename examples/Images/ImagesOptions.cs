namespace Examples.Images;

/// <summary>The section <c>Images</c> of the configuration.</summary>
public sealed class ImagesOptions
{
    /// <summary>The folder that holds a folder of images for each dock. Default: one of samples, which ends with the process.</summary>
    public string? Folder { get; set; }

    /// <summary>The age from which an image is stale. Default: 30 days.</summary>
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromDays(30);

    /// <summary>The docks to clean up. Default: every folder in <see cref="Folder"/>.</summary>
    public IList<string> Docks { get; } = [];
}
