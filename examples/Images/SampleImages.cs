using System.Globalization;

namespace Examples.Images;

/// <summary>A folder of its own under the system's temporary one, with stale and fresh images in two docks.</summary>
internal sealed class SampleImages : IDisposable
{
    private const int StalePerDock = 3;
    private const int FreshPerDock = 2;

    private SampleImages(string folder) => Folder = folder;

    public string Folder { get; }

    public static SampleImages Create(DateTimeOffset now, TimeSpan maxAge)
    {
        var samples = new SampleImages(Directory.CreateTempSubdirectory("ponos-images-").FullName);
        foreach (var dock in new[] { "eu-1", "us-1" })
        {
            Directory.CreateDirectory(Path.Combine(samples.Folder, dock));
            for (var i = 1; i <= StalePerDock; i++)
            {
                samples.Write(dock, "stale", i, now - maxAge - TimeSpan.FromDays(i));
            }

            for (var i = 1; i <= FreshPerDock; i++)
            {
                samples.Write(dock, "fresh", i, now - (maxAge / (i + 1)));
            }
        }

        return samples;
    }

    public void Dispose()
    {
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    private void Write(string dock, string age, int number, DateTimeOffset written)
    {
        var path = Path.Combine(Folder, dock, string.Create(CultureInfo.InvariantCulture, $"{age}-{number}.img"));
        File.WriteAllBytes(path, new byte[4096]);
        File.SetLastWriteTimeUtc(path, written.UtcDateTime);
    }
}
