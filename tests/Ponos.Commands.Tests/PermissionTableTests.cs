using Ponos.Commands.Permissions;
using Ponos.Commands.Tests.Support;

namespace Ponos.Commands.Tests;

/// <summary>The table in the docs, with which other tests run, is what the command grants.</summary>
public sealed class PermissionTableTests
{
    [Test]
    public async Task Table_InTheDocs_SaysWhatTheCommandGrants()
    {
        var lines = await File.ReadAllLinesAsync(Path.Combine(Repository.Root, "docs", "security.md"));

        foreach (var role in ServicePermissions.Roles)
        {
            var row = $"| {role.Role} | {Cell(role.Configure)} | {Cell(role.Write)} | {Cell(role.Read)} |";
            Assert.That(lines, Does.Contain(row));
        }
    }

    private static string Cell(string expression) => $"`{expression.Replace("|", "\\|", StringComparison.Ordinal)}`";
}
