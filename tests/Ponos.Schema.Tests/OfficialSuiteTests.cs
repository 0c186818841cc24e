using System.Text;
using Ponos.Schema.Tests.Support;

namespace Ponos.Schema.Tests;

/// <summary>The official suite: the required tests at 100 %, the optional ones that are claimed, if the folder has them.</summary>
[TestFixture]
public sealed class OfficialSuiteTests
{
    [TestCase("draft7", JsonSchemaDialect.Draft7)]
    [TestCase("draft2020-12", JsonSchemaDialect.Draft202012)]
    public void Validate_RequiredTests_GiveTheExpectedVerdict(string draft, JsonSchemaDialect dialect)
    {
        SchemaTestSuite.Require();

        var run = Run(draft, new JsonSchemaOptions { DefaultDialect = dialect, Documents = SchemaTestSuite.Remotes });

        Assert.That(run.Passed, Is.GreaterThan(500), "the suite's files must have been found");
        Assert.That(run.Failures, Is.Empty);
    }

    [TestCase("draft7", JsonSchemaDialect.Draft7)]
    [TestCase("draft2020-12", JsonSchemaDialect.Draft202012)]
    public void Validate_OptionalTests_GiveTheExpectedVerdict(string draft, JsonSchemaDialect dialect)
    {
        SchemaTestSuite.Require();
        if (!SchemaTestSuite.Files($"{draft}/optional").Any())
        {
            Assert.Ignore($"The suite's folder has no {draft}/optional.");
        }

        var run = Run($"{draft}/optional", new JsonSchemaOptions
        {
            DefaultDialect = dialect,
            Documents = SchemaTestSuite.Remotes,
            AssertFormats = true,
            AssertContent = true,
        });

        Assert.That(run.Failures, Is.Empty);
    }

    [TestCase("draft7", JsonSchemaDialect.Draft7)]
    [TestCase("draft2020-12", JsonSchemaDialect.Draft202012)]
    public void Validate_OptionalFormatTests_GiveTheExpectedVerdict(string draft, JsonSchemaDialect dialect)
    {
        SchemaTestSuite.Require();
        if (!SchemaTestSuite.Files($"{draft}/optional/format").Any())
        {
            Assert.Ignore($"The suite's folder has no {draft}/optional/format.");
        }

        var run = Run(
            $"{draft}/optional/format",
            new JsonSchemaOptions { DefaultDialect = dialect, Documents = SchemaTestSuite.Remotes, AssertFormats = true });

        Assert.That(run.Failures, Is.Empty);
    }

    private static SuiteRun Run(string folder, JsonSchemaOptions options)
    {
        var run = new SuiteRun();
        foreach (var group in SchemaTestSuite.Files(folder).SelectMany(SchemaTestSuite.Groups))
        {
            RunGroup(group, options, run);
        }

        TestContext.Progress.WriteLine(
            $"{folder}: {run.Passed} passed, {run.Failures.Count} failed, {run.Skipped} skipped for want of remote documents");
        return run;
    }

    private static void RunGroup(SuiteGroup group, JsonSchemaOptions options, SuiteRun run)
    {
        JsonSchema schema;
        try
        {
            schema = JsonSchema.Compile(group.Schema, options);
        }
        catch (JsonSchemaException e) when (SchemaTestSuite.NeedsAbsentRemotes(e))
        {
            run.Skipped += group.Cases.Count;
            return;
        }
        catch (JsonSchemaException e)
        {
            run.Failures.Add($"{group.File}: {group.Description}: {e.Message}");
            return;
        }

        foreach (var test in group.Cases)
        {
            var data = Encoding.UTF8.GetBytes(test.Data);
            var result = schema.Validate(data);
            if (result.IsValid != test.Valid || schema.IsValid(data) != test.Valid || schema.IsValidInTwoPasses(data) != test.Valid)
            {
                run.Failures.Add(
                    $"{group.File}: {group.Description}: {test.Description}: expected {test.Valid}; "
                    + $"{string.Join("; ", result.Violations)}");
            }
            else
            {
                run.Passed++;
            }
        }
    }

    private sealed class SuiteRun
    {
        public int Passed { get; set; }

        public int Skipped { get; set; }

        public List<string> Failures { get; } = [];
    }
}
