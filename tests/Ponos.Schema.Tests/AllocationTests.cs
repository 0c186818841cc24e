using System.Text;

namespace Ponos.Schema.Tests;

[TestFixture]
public sealed class AllocationTests
{
    private const string Job =
        """
        {"tid":"0b7c1b5e-2f6e-4a55-9d5e-2a5b7f0d1c11","dock":"eu-1","image":"registry/ponos-worker","keep":12.50,"force":false,"mode":"slow","tags":["nightly","pr\u00fcne"],"owner":{"id":42,"name":"Ada Lovelace"}}
        """;

    private const string Contract =
        """
        {
          "type": "object",
          "properties": {
            "tid": { "type": "string", "maxLength": 64, "format": "uuid" },
            "dock": { "type": "string", "minLength": 1, "maxLength": 64 },
            "image": { "type": "string", "pattern": "^[a-z0-9][a-z0-9._/-]*$" },
            "keep": { "type": "number", "minimum": 0, "maximum": 1000, "multipleOf": 0.5 },
            "force": { "type": "boolean" },
            "mode": { "enum": ["fast", "slow", 1, null] },
            "tags": { "type": "array", "items": { "type": "string", "maxLength": 20 }, "maxItems": 20 },
            "owner": { "$ref": "#/$defs/owner" }
          },
          "patternProperties": { "^x-": { "type": "string" } },
          "required": ["dock", "image", "keep", "owner"],
          "additionalProperties": false,
          "$defs": { "owner": { "type": "object", "properties": { "id": { "type": "integer" }, "name": { "type": "string" } }, "required": ["id", "name"] } }
        }
        """;

    [TestCase(Contract)]
    [TestCase(
        """{"allOf":[{"required":["dock"]},{"anyOf":[{"required":["missing"]},{"properties":{"keep":{"type":"number"}}}]}],"not":{"required":["password"]}}""")]
    [TestCase(
        """{"oneOf":[{"properties":{"mode":{"const":"fast"}}},{"properties":{"mode":{"const":"slow"}}}],"if":{"required":["force"]},"then":{"required":["mode"]}}""")]
    [TestCase(
        """{"properties":{"tags":{"uniqueItems":true,"contains":{"const":"nightly"}}},"allOf":[{"properties":{"tid":true,"dock":true,"image":true,"keep":true,"force":true,"mode":true,"owner":true}}],"unevaluatedProperties":false}""")]
    public void IsValid_ValidJobAfterWarmUp_AllocatesNothing(string contract)
    {
        var schema = JsonSchema.Compile(contract, new JsonSchemaOptions { AssertFormats = true });
        var job = Encoding.UTF8.GetBytes(Job);
        var valid = 0;
        for (var i = 0; i < 1000; i++)
        {
            valid += schema.IsValid(job) && schema.Validate(job).IsValid ? 1 : 0;
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            valid += schema.IsValid(job) && schema.Validate(job).IsValid ? 1 : 0;
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.That(valid, Is.EqualTo(2000));
        Assert.That(allocated, Is.Zero);
    }
}
