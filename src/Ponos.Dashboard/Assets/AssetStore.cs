using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;

namespace Ponos.Dashboard.Assets;

/// <summary>Style, scripts and pictures, from the assembly itself.</summary>
internal static class AssetStore
{
    private static readonly FrozenDictionary<string, byte[]> _files = Read();

    /// <summary>Part of their addresses, so that a browser never has those of another version.</summary>
    public static string Version { get; } = VersionOf(_files);

    public static byte[]? Find(string name) => _files.GetValueOrDefault(name);

    public static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => "text/plain; charset=utf-8",
    };

    private static FrozenDictionary<string, byte[]> Read()
    {
        var assembly = typeof(AssetStore).Assembly;
        return assembly.GetManifestResourceNames().ToFrozenDictionary(name => name, name => Bytes(assembly, name), StringComparer.Ordinal);
    }

    private static byte[] Bytes(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static string VersionOf(FrozenDictionary<string, byte[]> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (_, bytes) in files.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 6));
    }
}
