using Ponos.Schema;

namespace Ponos.Architecture.Tests;

/// <summary>The validator is a package that knows nothing of jobs and needs nothing but the runtime.</summary>
public sealed class SchemaPackageTests
{
    private static readonly System.Reflection.Assembly Schema = typeof(JsonSchema).Assembly;

    [Test]
    public void References_OfTheSchemaPackage_AreTheRuntimesOnly()
    {
        var others = Schema.GetReferencedAssemblies()
            .Select(reference => reference.Name!)
            .Where(name => !name.StartsWith("System.", StringComparison.Ordinal));

        Assert.That(others, Is.Empty);
    }

    [Test]
    public void PublicTypes_OfTheSchemaPackage_AreInItsRootOnly() =>
        Assert.That(Schema.GetExportedTypes().Select(type => type.Namespace), Is.All.EqualTo("Ponos.Schema"));
}
