using System.Text;
using System.Text.Json;
using Ponos.Schema.Tests.Support;

namespace Ponos.Schema.Tests;

/// <summary>Changed bytes of valid documents: whatever comes out, there is a verdict, and both ways of asking agree on it.</summary>
[TestFixture]
public sealed class FuzzTests
{
    private const int Rounds = 15_000;

    private static readonly string[] Schemas =
    [
        """{"type":"object","properties":{"a":{"type":"string","pattern":"^[a-zé]+$","minLength":1},"n":{"type":"number","multipleOf":0.01,"minimum":-1e400},"l":{"uniqueItems":true,"contains":{"type":"integer"}}},"required":["a"],"additionalProperties":false}""",
        """{"anyOf":[{"properties":{"a":{"type":"string"}},"required":["a"]},{"properties":{"n":{"type":"integer"}}}],"unevaluatedProperties":{"type":["array","object"]},"propertyNames":{"maxLength":3}}""",
        """{"$ref":"https://json-schema.org/draft/2020-12/schema"}""",
        """{"additionalProperties":{"anyOf":[{"format":"date-time"},{"format":"email"},{"format":"uri"},{"format":"idn-hostname"},{"format":"regex"},{"format":"ipv6"},{"$ref":"#"}]}}""",
    ];

    private static readonly string[] Documents =
    [
        """{"a":"abc","n":12.50,"l":[1,2,{"x":[true,false,null]},"\ud83d\ude00\n"],"é":"日本語"}""",
        """{"a":"2026-02-28T12:30:00.5+01:00","b":"me@[IPv6:::1]","c":"http://u@h:80/p?q#f","d":"xn--ihqwcrb4cv8a8dqg056pqjye.例え","e":"^(?<a>[a-z]{1,3}|\\p{L})\\k<a>$","f":"fe80::1"}""",
        """{"$id":"https://example.org/x","type":["string","null"],"properties":{"a":{"minimum":-1.5E+10}},"$defs":{"a":{"$ref":"#/properties/a"}},"enum":[1,"",{}]}""",
    ];

    // What turns one token into another.
    private static readonly byte[] Interesting = Encoding.UTF8.GetBytes("\"\\{}[]:,0123456789.eE+-u/ \n\t\0@#%xnPTZ")
        .Concat(new byte[] { 0x80, 0xBF, 0xC0, 0xE2, 0xED, 0xF4, 0xFF })
        .ToArray();

    [Test]
    public void Validate_MutatedDocuments_NeverThrows([Values(1, 2, 3)] int seed)
    {
        var random = new Random(seed);
        var schemas = Schemas.Select(schema => JsonSchema.Compile(schema, new JsonSchemaOptions { AssertFormats = true })).ToArray();
        var documents = Documents.Select(Encoding.UTF8.GetBytes).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            var json = Mutate(random, documents[random.Next(documents.Length)]);
            var schema = schemas[random.Next(schemas.Length)];
            try
            {
                var result = schema.Validate(json);
                Assert.That(schema.IsValid(json), Is.EqualTo(result.IsValid));
                Assert.That(schema.IsValidInTwoPasses(json), Is.EqualTo(result.IsValid));
            }
            catch (Exception e) when (e is not AssertionException)
            {
                Assert.Fail($"{Convert.ToHexString(json)} made it throw: {e}");
            }
        }
    }

    [Test]
    public void Compile_MutatedSchemas_ThrowsNothingElse([Values(1, 2)] int seed)
    {
        var random = new Random(seed);
        var sources = Schemas.Select(Encoding.UTF8.GetBytes).ToArray();
        for (var round = 0; round < Rounds / 5; round++)
        {
            var source = Mutate(random, sources[random.Next(sources.Length)]);
            try
            {
                JsonSchema.Compile(source);
            }
            catch (JsonSchemaException)
            {
            }
            catch (Exception e)
            {
                Assert.Fail($"{Encoding.UTF8.GetString(source)} made it throw: {e}");
            }
        }
    }

    /// <summary>
    /// A schema may be anything that is written down: it compiles or says why not, and then every document has one verdict.
    /// </summary>
    [Test]
    [CancelAfter(120_000)]
    public void Validate_RandomSchemasAndDocuments_HaveOneVerdictEach([Values(1, 2, 3)] int seed)
    {
        var random = new RandomSchema(new Random(seed));
        var options = new JsonSchemaOptions { AssertFormats = true, PatternTimeout = TimeSpan.FromSeconds(10) };
        var (compiled, valid, invalid) = (0, 0, 0);
        for (var round = 0; round < Rounds / 10; round++)
        {
            var source = random.Document(3).ToJsonString();
            JsonSchema schema;
            try
            {
                schema = JsonSchema.Compile(source, options);
            }
            catch (JsonSchemaException)
            {
                continue;
            }

            compiled++;
            for (var i = 0; i < 10; i++)
            {
                var json = Encoding.UTF8.GetBytes(random.Value(4)?.ToJsonString() ?? "null");
                var result = schema.Validate(json);
                Assert.That(schema.IsValid(json), Is.EqualTo(result.IsValid), () => $"{source} and {Encoding.UTF8.GetString(json)}");
                Assert.That(
                    schema.IsValidInTwoPasses(json), Is.EqualTo(result.IsValid), () => $"{source} and {Encoding.UTF8.GetString(json)}");
                valid += result.IsValid ? 1 : 0;
                invalid += result.IsValid ? 0 : 1;
            }
        }

        TestContext.Progress.WriteLine($"seed {seed}: {compiled} schemas compiled, {valid} documents valid, {invalid} invalid");
        Assert.That(compiled, Is.GreaterThan(Rounds / 100));
        Assert.That(Math.Min(valid, invalid), Is.GreaterThan(100));
    }

    [Test]
    public void IsValid_MutatedValidJobs_AdmitsNothingThatReadersWouldNotTake([Values(1, 2, 3)] int seed)
    {
        var random = new Random(seed);
        var schema = JsonSchema.Compile(
            """{"type":"object","required":["order","parts"],"properties":{"order":{"type":"string","maxLength":20},"parts":{"type":"array","items":{"type":"object","required":["n"],"properties":{"n":{"type":"integer","minimum":1}}}},"note":{"type":["string","null"]},"price":{"type":"number"},"tid":{"type":"string"}},"additionalProperties":false}""");
        var job = Encoding.UTF8.GetBytes(
            """{"tid":"4f1c-é","order":"o-1","parts":[{"n":1,"x":{"deep":[1,2]}},{"n":20}],"note":null,"price":-12.5e1}""");
        Assert.That(schema.IsValid(job), Is.True);
        var admitted = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var mutated = Mutate(random, job);
            var isValid = schema.IsValid(mutated);
            Assert.That(schema.IsValidInTwoPasses(mutated), Is.EqualTo(isValid), () => Convert.ToHexString(mutated));
            if (!isValid)
            {
                continue;
            }

            admitted++;
            try
            {
                using var read = JsonDocument.Parse(mutated, new JsonDocumentOptions { AllowDuplicateProperties = false });
                Assert.That(
                    schema.IsValid(JsonSerializer.SerializeToUtf8Bytes(read.RootElement)), Is.True, "written again, it is as valid");
            }
            catch (JsonException e)
            {
                Assert.Fail($"{Convert.ToHexString(mutated)} was admitted and cannot be read: {e.Message}");
            }
        }

        Assert.That(admitted, Is.InRange(1, Rounds - 1));
    }

    private static byte[] Mutate(Random random, byte[] original)
    {
        var bytes = original.ToList();
        for (var changes = random.Next(1, 5); changes > 0; changes--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] = Interesting[random.Next(Interesting.Length)];
                    break;
                case 1:
                    bytes.Insert(at, Interesting[random.Next(Interesting.Length)]);
                    break;
                case 2 when bytes.Count > 1:
                    bytes.RemoveAt(at);
                    break;
                case 3:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                default:
                    var length = Math.Min(random.Next(12), bytes.Count - at);
                    bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length));
                    break;
            }
        }

        return [.. bytes];
    }
}
