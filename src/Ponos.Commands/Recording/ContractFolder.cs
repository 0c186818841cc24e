using System.Text.Json;

namespace Ponos.Commands.Recording;

/// <summary>
/// A folder of recorded contracts: a file for each, named after its job. A host of several services has a folder in it for each of
/// them.
/// </summary>
internal sealed class ContractFolder(string path)
{
    /// <summary>Where contracts are recorded when nobody says where.</summary>
    public const string DefaultName = "contracts";

    private const string Ending = ".schema.json";

    public string Path => path;

    /// <summary>What is recorded, with the file's path.</summary>
    /// <exception cref="InvalidOperationException">A file cannot be read as a contract; the message names it.</exception>
    public IReadOnlyList<(RecordedContract Contract, string File)> Read()
    {
        var found = new List<(RecordedContract, string)>();
        if (!Directory.Exists(path))
        {
            return found;
        }

        foreach (var file in Directory.EnumerateFiles(path, "*" + Ending, SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            try
            {
                if (RecordedContract.Parse(File.ReadAllText(file)) is { } contract)
                {
                    found.Add((contract, file));
                }
            }
            catch (Exception exception) when (exception is JsonException or FormatException)
            {
                throw new InvalidOperationException(
                    $"{file} is no recorded contract: {exception.Message}. Record the contracts again.", exception);
            }
        }

        return found;
    }

    /// <summary>Records contracts, and removes the files of those that these services no longer have.</summary>
    /// <param name="contracts">All contracts of the services.</param>
    /// <param name="services">The services.</param>
    /// <returns>The files that hold the contracts now, in order.</returns>
    public IReadOnlyList<string> Write(IReadOnlyList<RecordedContract> contracts, IReadOnlyList<string> services)
    {
        var files = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var contract in contracts)
        {
            var twice = contracts.Any(
                other => other.Service == contract.Service && other.Name == contract.Name && other.Kind < contract.Kind);
            var file = FileOf(contract, services.Count > 1, twice);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
            File.WriteAllText(file, contract.Write());
            files.Add(file);
        }

        foreach (var (old, file) in Read())
        {
            if (services.Contains(old.Service) && !files.Contains(file))
            {
                File.Delete(file);
            }
        }

        return [.. files];
    }

    /// <summary>A pattern's '*' is no character of file names everywhere; '+' is none of job names.</summary>
    private string FileOf(RecordedContract contract, bool isOneOfSeveral, bool twice)
    {
        var name = contract.Name.Replace('*', '+') + (twice ? "+event" : "") + Ending;
        return isOneOfSeveral ? System.IO.Path.Combine(path, contract.Service, name) : System.IO.Path.Combine(path, name);
    }
}
