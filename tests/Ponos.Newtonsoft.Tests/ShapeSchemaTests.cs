using System.Text.Json.Nodes;
using Newtonsoft.Json;
using Newtonsoft.Json.Converters;
using Newtonsoft.Json.Linq;
using Newtonsoft.Json.Serialization;
using Ponos.Contracts.Generation;
using Ponos.Newtonsoft.Serialization;
using Ponos.Newtonsoft.Tests.Support;

namespace Ponos.Newtonsoft.Tests;

/// <summary>The schema of a type is what Newtonsoft.Json writes of it.</summary>
public sealed class ShapeSchemaTests
{
    [Test]
    public void Generate_Record_HasNamesRequiredNullabilityAndAnnotations() => Expect<ShipOrder>(
        """
        {
          "type": "object",
          "properties": {
            "order": { "type": "string", "maxLength": 10, "minLength": 1 },
            "piece_count": { "type": "integer", "minimum": 1, "maximum": 100 },
            "size": { "enum": ["Small", "Large"] },
            "price": {},
            "rebate": {},
            "notes": { "type": ["object", "null"] },
            "parts": { "type": ["array", "null"], "items": { "$ref": "#" } }
          },
          "required": ["order", "piece_count", "size", "price"]
        }
        """,
        new MoneyConverter());

    [Test]
    public void Generate_KindsOfValues_AreAsTheyAreWritten() => Expect<Kinds>(
        $$$"""
        {
          "type": "object",
          "properties": {
            "flag": { "type": "boolean" },
            "small": { "type": "integer", "minimum": -32768, "maximum": 32767 },
            "real": { "anyOf": [{{{Scalar<double>()}}}, { "enum": ["NaN", "Infinity", "-Infinity"] }, { "type": "null" }] },
            "money": { "type": "number", "minimum": -79228162514264337593543950335, "maximum": 79228162514264337593543950335 },
            "letter": {{{Scalar<char>()}}},
            "id": { "type": "string", "format": "uuid" },
            "at": {{{Scalar<DateTimeOffset>()}}},
            "day": {{{NullSchema.Or(ScalarSchema.Of(typeof(DateOnly))!).ToJsonString()}}},
            "span": {{{Scalar<TimeSpan>()}}},
            "bytes": {{{Scalar<byte[]>()}}},
            "link": {{{Scalar<Uri>()}}},
            "size": { "type": "integer", "minimum": -2147483648, "maximum": 2147483647 },
            "any": {},
            "token": {},
            "counts": { "type": "object", "additionalProperties": { "type": "integer", "minimum": -2147483648, "maximum": 2147483647 } },
            "names": { "type": "array", "items": { "type": ["string", "null"] } },
            "grid": { "type": ["array", "null"], "items": {} },
            "inner": { "anyOf": [{ "$ref": "#/$defs/Inner" }, { "type": "null" }] },
            "others": { "type": "array", "items": { "$ref": "#/$defs/Inner" } }
          },
          "$defs": {
            "Inner": { "type": "object", "properties": { "text": { "type": "string" } }, "required": ["text"], "description": "What is inside." }
          }
        }
        """);

    [Test]
    public void Generate_AttributesOfNewtonsoft_AreHeeded() => Expect<Attributed>(
        """
        {
          "type": "object",
          "properties": {
            "always": { "type": "string" },
            "present": { "type": ["string", "null"] },
            "sometimes": { "type": ["string", "null"] },
            "needed": { "type": "string", "pattern": "\\S" }
          },
          "required": ["always", "present", "needed"]
        }
        """);

    [Test]
    public void Generate_NullsLeftOut_AreNotRequired()
    {
        var settings = SafeSettings.From(new JsonSerializerSettings { NullValueHandling = NullValueHandling.Ignore });

        Assert.That(
            JsonNode.Parse(ShapeSchema.Generate(new JobShapes(settings), typeof(Given)))!["required"]!.ToJsonString(),
            Is.EqualTo("""["Id"]"""));
    }

    [TestCase(typeof(JObject))]
    [TestCase(typeof(JToken))]
    [TestCase(typeof(object))]
    [TestCase(typeof(System.Dynamic.ExpandoObject))]
    public void Generate_Untyped_IsAnyObject(Type type) =>
        Assert.That((string?)JsonNode.Parse(ShapeSchema.Generate(Shapes(), type))!["type"], Is.EqualTo("object"));

    [TestCase(typeof(int))]
    [TestCase(typeof(string))]
    [TestCase(typeof(List<int>))]
    [TestCase(typeof(JArray))]
    public void Generate_WhatIsNoObject_IsRefused(Type type) =>
        Assert.Throws<NotSupportedException>(() => ShapeSchema.Generate(Shapes(), type));

    private static string Scalar<T>() => ScalarSchema.Of(typeof(T))!.ToJsonString();

    private static void Expect<T>(string expected, params JsonConverter[] converters)
    {
        var schema = ShapeSchema.Generate(Shapes(converters), typeof(T));

        Assert.That(JsonNode.DeepEquals(JsonNode.Parse(schema), JsonNode.Parse(expected)), Is.True, schema);
    }

    private static JobShapes Shapes(params JsonConverter[] converters)
    {
        var options = new NewtonsoftOptions();
        foreach (var converter in converters)
        {
            options.Settings.Converters.Add(converter);
        }

        return new JobShapes(SafeSettings.From(options.Settings));
    }

    private sealed record Given(int Id, string? Name);

    private sealed class Attributed
    {
        [JsonProperty(Required = Required.Always)]
        public string? Always { get; set; }

        [JsonProperty("present", Required = Required.AllowNull)]
        public string? Other { get; set; }

        public string? Sometimes { get; set; }

        [System.ComponentModel.DataAnnotations.Required]
        public string? Needed { get; set; }

        [JsonIgnore]
        public string Never { get; set; } = "";
    }

    [System.ComponentModel.Description("What is inside.")]
    private sealed record Inner(string Text);

    private sealed class Kinds
    {
        public bool Flag { get; set; }

        public short Small { get; set; }

        public double? Real { get; set; }

        public decimal Money { get; set; }

        public char Letter { get; set; }

        public Guid Id { get; set; }

        public DateTimeOffset At { get; set; }

        public DateOnly? Day { get; set; }

        public TimeSpan Span { get; set; }

        public byte[] Bytes { get; set; } = [];

        public Uri Link { get; set; } = null!;

        public Size Size { get; set; }

        public object? Any { get; set; }

        public JToken? Token { get; set; }

        public Dictionary<string, int> Counts { get; set; } = [];

        public List<string?> Names { get; set; } = [];

#pragma warning disable CA1814 // Others have them.
        public int[,]? Grid { get; set; }
#pragma warning restore CA1814

        public Inner? Inner { get; set; }

        public Inner[] Others { get; set; } = [];
    }
}
