using System.Text.Json;

namespace Ponos.Schema.Tests.Support;

/// <summary>The official JSON Schema test suite, in a folder beside the repository or where the environment says.</summary>
internal static class SchemaTestSuite
{
    public const string Variable = "JSON_SCHEMA_TEST_SUITE";

    private const string HostOfRemotes = "http://localhost:1234/";

    /// <summary>The folder with <c>tests</c> in it, or <see langword="null"/>.</summary>
    public static string? Folder { get; } = Find();

    /// <summary>The suite's remote documents by URI; empty when the folder has none.</summary>
    public static IReadOnlyDictionary<Uri, string> Remotes { get; } = LoadRemotes();

    /// <summary>Ends the test, as failed or as skipped, when there is no suite.</summary>
    public static void Require()
    {
        if (Folder is not null)
        {
            return;
        }

        const string Message =
            "The official JSON Schema test suite is missing. Get it from https://github.com/json-schema-org/JSON-Schema-Test-Suite "
                + $"and set {Variable} to its folder (the one that holds 'tests').";
        if (!string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI")))
        {
            Assert.Fail(Message);
        }

        Assert.Ignore(Message);
    }

    /// <summary>The files of a folder below <c>tests</c>; none when it does not exist.</summary>
    public static IEnumerable<string> Files(string path)
    {
        var folder = Folder is null ? null : Path.Combine(Folder, "tests", path);
        return Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal) : [];
    }

    public static IEnumerable<SuiteGroup> Groups(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        foreach (var group in document.RootElement.EnumerateArray())
        {
            yield return new SuiteGroup(
                Path.GetFileNameWithoutExtension(file),
                group.GetProperty("description").GetString()!,
                group.GetProperty("schema").GetRawText(),
                [.. group.GetProperty("tests").EnumerateArray().Select(test => new SuiteCase(
                    test.GetProperty("description").GetString()!,
                    test.GetProperty("data").GetRawText(),
                    test.GetProperty("valid").GetBoolean()))]);
        }
    }

    /// <summary>Does a schema fail to compile only because the folder lacks the remote documents?</summary>
    public static bool NeedsAbsentRemotes(JsonSchemaException failure) =>
        Remotes.Count == 0
        && (failure.Reason.Contains("leads to " + HostOfRemotes, StringComparison.Ordinal)
            || failure.Reason.Contains($"dialect \"{HostOfRemotes}", StringComparison.Ordinal))
        && failure.Reason.Contains("is not known", StringComparison.Ordinal);

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            return Directory.Exists(Path.Combine(named, "tests")) ? named : null;
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Ponos.Net.sln")))
            {
                var suite = Path.GetFullPath(Path.Combine(folder.FullName, "..", "shared", "json-schema-test-suite"));
                return Directory.Exists(Path.Combine(suite, "tests")) ? suite : null;
            }
        }

        return null;
    }

    private static Dictionary<Uri, string> LoadRemotes()
    {
        var folder = Folder is null ? null : Path.Combine(Folder, "remotes");
        return Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories).ToDictionary(
                file => new Uri(HostOfRemotes + Path.GetRelativePath(folder, file).Replace('\\', '/')), File.ReadAllText)
            : [];
    }
}

internal sealed record SuiteGroup(string File, string Description, string Schema, IReadOnlyList<SuiteCase> Cases);

internal sealed record SuiteCase(string Description, string Data, bool Valid);
