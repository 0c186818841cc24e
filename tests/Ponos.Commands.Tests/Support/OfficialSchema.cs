using Ponos.Schema;

namespace Ponos.Commands.Tests.Support;

/// <summary>The JSON Schema that AsyncAPI publishes for its documents, from its npm package, compiled by our own validator.</summary>
internal static class OfficialSchema
{
    private static readonly SemaphoreSlim Once = new(1);

    /// <summary>Installs the package where that has not been done, and compiles.</summary>
    public static async Task<JsonSchema> LoadAsync()
    {
        var folder = Path.Combine(Repository.Root, "tests", "Ponos.Commands.Tests", "node");
        var file = Path.Combine(folder, "node_modules", "@asyncapi", "specs", "schemas", "3.0.0.json");
        await Once.WaitAsync();
        try
        {
            if (!File.Exists(file) && await InstallAsync(folder) is { } problem)
            {
                if (Environment.GetEnvironmentVariable("CI") == "true")
                {
                    Assert.Fail(problem);
                }

                Assert.Ignore(problem);
            }
        }
        finally
        {
            Once.Release();
        }

        return JsonSchema.Compile(await File.ReadAllTextAsync(file), new JsonSchemaOptions { MaxDepth = 200 });
    }

    private static async Task<string?> InstallAsync(string folder)
    {
        try
        {
            var result = await ProcessResult.OfAsync("npm", ["ci", "--no-audit", "--no-fund"], folder);
            return result.ExitCode == 0 ? null : $"npm ci failed, so the official schema is not there: {result.Errors}";
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            return $"npm is not installed, so the official schema is not there: {exception.Message}";
        }
    }
}
