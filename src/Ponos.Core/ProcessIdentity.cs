using System.Reflection;

namespace Ponos;

/// <summary>Which process this is, for those who see many.</summary>
internal sealed record ProcessIdentity
{
    public required string Service { get; init; }

    /// <summary>A word that no other process of the service has.</summary>
    public required string Instance { get; init; }

    public required string Host { get; init; }

    public required int ProcessId { get; init; }

    public required string Version { get; init; }

    public required string PonosVersion { get; init; }

    public required DateTimeOffset Since { get; init; }

    public static ProcessIdentity Of(string service, TimeProvider time)
    {
        var host = new string(
            [.. Environment.MachineName.Select(letter => char.IsAsciiLetterOrDigit(letter) ? char.ToLowerInvariant(letter) : '-')
                .Take(40)]);
        return new ProcessIdentity
        {
            Service = service,
            // A process id comes again after a restart, and in each container.
            Instance = $"{host}-{Environment.ProcessId}-{UniqueId.Random().ToString("N")[..6]}",
            Host = Environment.MachineName,
            ProcessId = Environment.ProcessId,
            Version = VersionOf(Assembly.GetEntryAssembly()),
            PonosVersion = VersionOf(typeof(ProcessIdentity).Assembly),
            Since = time.GetUtcNow(),
        };
    }

    private static string VersionOf(Assembly? assembly) =>
        Shortened(assembly?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion)
        ?? assembly?.GetName().Version?.ToString()
        ?? "";

    /// <summary>The compiler's commit has 40 digits; as many as people write tell it from others.</summary>
    private static string? Shortened(string? version)
    {
        const int Digits = 7;
        return version?.IndexOf('+', StringComparison.Ordinal) is >= 0 and var plus && version.Length > plus + 1 + Digits
            ? version[..(plus + 1 + Digits)]
            : version;
    }
}
