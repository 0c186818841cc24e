using System.Collections.Immutable;
using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;
using Ponos.Tests.Support;

namespace Ponos.Packaging.Tests.Support;

/// <summary>A project's package and its symbols, as <c>dotnet pack</c> made them.</summary>
internal sealed class PackedProject
{
    private readonly string _project;
    private readonly string _package;
    private readonly string _symbols;

    private PackedProject(string project, string package, string symbols) => (_project, _package, _symbols) = (project, package, symbols);

    public string Version => Path.GetFileNameWithoutExtension(_package)[(_project.Length + 1)..];

    public string[] Files
    {
        get
        {
            using var archive = ZipFile.OpenRead(_package);
            // The rest is the package format's own.
            return [.. archive.Entries.Select(entry => entry.FullName).Where(name => !name.StartsWith("_rels/", StringComparison.Ordinal)
                && !name.StartsWith("package/", StringComparison.Ordinal)
                && name != "[Content_Types].xml")];
        }
    }

    public static async Task<PackedProject> PackAsync(string project, string folder, CancellationToken cancellationToken)
    {
        var run = await ProgramRun.OfDotnetAsync(
            ["pack", Path.Combine(Repository.Folder, "src", project), "-c", "Release", "-o", folder], Repository.Folder, cancellationToken);
        Assert.That(run.ExitCode, Is.Zero, run.Output);
        Assert.That(run.Output, Does.Not.Contain("warning"));
        return new PackedProject(
            project,
            Directory.EnumerateFiles(folder, $"{project}.*.nupkg").Single(),
            Directory.EnumerateFiles(folder, $"{project}.*.snupkg").Single());
    }

    public byte[] Read(string file) => Read(_package, file);

    public byte[] ReadSymbols(string file) => Read(_symbols, file);

    /// <summary>The manifest's elements by their names, without the namespace.</summary>
    public ILookup<string, XElement> Manifest() =>
        XDocument.Load(new MemoryStream(Read($"{_project}.nuspec"))).Descendants().ToLookup(element => element.Name.LocalName);

    /// <summary>The paths of the source files, as the debugger is told them.</summary>
    public string[] SourcePaths(string file)
    {
        using var provider = MetadataReaderProvider.FromPortablePdbImage(ImmutableArray.Create(ReadSymbols(file)));
        var reader = provider.GetMetadataReader();
        return [.. reader.Documents.Select(document => reader.GetString(reader.GetDocument(document).Name))];
    }

    /// <summary>Whether the compiler says that the same source gives the same bytes.</summary>
    public bool IsReproducible(string assembly)
    {
        using var reader = new PEReader(ImmutableArray.Create(Read(assembly)));
        return reader.ReadDebugDirectory().Any(entry => entry.Type == DebugDirectoryEntryType.Reproducible);
    }

    private static byte[] Read(string archive, string file)
    {
        using var zip = ZipFile.OpenRead(archive);
        using var stream = zip.GetEntry(file)!.Open();
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
