using System.Text;

namespace Ponos.Schema.Tests.Support;

/// <summary>Short ways to ask for verdicts.</summary>
internal static class Verdicts
{
    public static bool IsValid(string schema, string json, JsonSchemaOptions? options = null) =>
        Judge(JsonSchema.Compile(schema, options), Encoding.UTF8.GetBytes(json));

    /// <summary>The verdict, which both ways of asking must agree on.</summary>
    public static bool Judge(JsonSchema schema, ReadOnlySpan<byte> json)
    {
        var verdict = schema.IsValid(json);
        Assert.That(schema.IsValidInTwoPasses(json), Is.EqualTo(verdict), "one pass must not say otherwise than two");
        Assert.That(schema.Validate(json).IsValid, Is.EqualTo(verdict), "IsValid and Validate must agree");
        return verdict;
    }

    public static IReadOnlyList<SchemaViolation> Violations(string schema, string json, JsonSchemaOptions? options = null) =>
        JsonSchema.Compile(schema, options).Validate(Encoding.UTF8.GetBytes(json)).Violations;

    public static JsonSchemaException CompileError(string schema, JsonSchemaOptions? options = null) =>
        Assert.Throws<JsonSchemaException>(() => JsonSchema.Compile(schema, options))!;
}
