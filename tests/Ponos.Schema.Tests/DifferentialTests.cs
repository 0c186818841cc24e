using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Newtonsoft.Json;
using Newtonsoft.Json.Schema;
using JsonSchema = Ponos.Schema.JsonSchema;
using Ponos.Schema.Tests.Support;

namespace Ponos.Schema.Tests;

/// <summary>Our verdicts beside those of Newtonsoft.Json.Schema on random schemas and documents.</summary>
[TestFixture]
public sealed class DifferentialTests
{
    /// <summary>Its free quota is 1000 validations an hour in a process; nothing else in this one uses it.</summary>
    private const int Rounds = 800;

    /// <summary>Fixed, so that a failure comes again; another one by the environment's <c>PONOS_FUZZ_SEED</c>.</summary>
    private static readonly ulong Seed = ulong.TryParse(Environment.GetEnvironmentVariable("PONOS_FUZZ_SEED"), out var seed)
        ? seed
        : 20260101;

    [Test]
    public void IsValid_RandomSchemasAndDocuments_AgreesWithNewtonsoft()
    {
        TestContext.Out.WriteLine($"PONOS_FUZZ_SEED={Seed}");
        var different = new List<string>();
        var valid = 0;
        foreach (var (schema, document) in SchemaGenerator.Pair.Sample(Rounds, new Rnd(Seed), Rounds))
        {
            var ours = Verdicts.Judge(JsonSchema.Compile(schema), Encoding.UTF8.GetBytes(document));
            if (ours != JudgeByNewtonsoft(schema, document))
            {
                different.Add($"ours says {(ours ? "valid" : "invalid")}: {schema} <- {document}");
            }

            valid += ours ? 1 : 0;
        }

        TestContext.Out.WriteLine($"{Rounds} compared, {valid} valid, {different.Count} different");
        Assert.That(different, Is.Empty, string.Join(Environment.NewLine, different.Take(20)));
        Assert.That(valid, Is.InRange(Rounds / 10, Rounds * 9 / 10), "Verdicts of both kinds, or nothing was compared.");
    }

    private static bool JudgeByNewtonsoft(string schema, string document)
    {
        var valid = true;
        using var text = new JsonTextReader(new StringReader(document)) { DateParseHandling = DateParseHandling.None };
        using var reader = new JSchemaValidatingReader(text) { Schema = JSchema.Parse(schema) };
        reader.ValidationEventHandler += (_, _) => valid = false;
        while (reader.Read())
        {
        }

        return valid;
    }
}
