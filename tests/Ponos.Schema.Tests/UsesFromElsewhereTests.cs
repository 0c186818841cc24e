using Ponos.Schema.Tests.Support;

namespace Ponos.Schema.Tests;

/// <summary>What was reported as a fault of other validators, in their public issues.</summary>
[TestFixture]
public sealed class UsesFromElsewhereTests
{
    private static readonly JsonSchemaOptions Formats = new() { AssertFormats = true };

    // json-everything 558 and 881, networknt 979: a date or a date and time.
    [TestCase("""{"oneOf":[{"format":"date"},{"format":"date-time"}]}""", "\"2019-07-03\"", true)]
    [TestCase("""{"oneOf":[{"format":"date"},{"format":"date-time"}]}""", "\"2019-07-03T13:13:13Z\"", true)]
    [TestCase("""{"oneOf":[{"format":"date"},{"format":"date-time"}]}""", "\"2019-07-03T13:13:13\"", false)]
    // networknt 1161: inside of an array too.
    [TestCase(
        """{"items":{"properties":{"value":{"oneOf":[{"format":"date"},{"format":"date-time"}]}},"additionalProperties":false}}""",
        """[{"value":"2025-03-26 00:00:00"}]""",
        false)]
    // jsonschema (Rust) 420, 1183, 1500: recursion beside unevaluated*.
    [TestCase(
        """{"allOf":[{"$ref":"#/$defs/a"}],"unevaluatedProperties":false,"$defs":{"a":{"type":"object","required":["b"],"properties":{"b":{"allOf":[{"$ref":"#/$defs/c"}],"unevaluatedProperties":false}}},"c":{"type":"object","required":["f"],"properties":{"f":{"allOf":[{"$ref":"#/$defs/a"}],"unevaluatedProperties":false}}}}}""",
        """{"b":{"f":{"b":{"f":{}}}}}""",
        false)]
    [TestCase("""{"$dynamicAnchor":"n","items":{"$dynamicRef":"#n"},"unevaluatedItems":false}""", "[[],[[]]]", true)]
    [TestCase("""{"$dynamicAnchor":"n","type":"array","prefixItems":[{"$dynamicRef":"#n"}],"unevaluatedItems":false}""", "[[],[]]", false)]
    // hyperjump 3, and its like: a keyword of another type says nothing.
    [TestCase("""{"uniqueItems":true,"minItems":1}""", "{}", true)]
    [TestCase("""{"required":["a"],"minProperties":1}""", "\"a\"", true)]
    [TestCase("""{"minLength":3,"pattern":"^a"}""", "1", true)]
    [TestCase("""{"minimum":3,"multipleOf":2}""", "\"1\"", true)]
    // jsen 30: an error within a recursion is not lost.
    [TestCase(
        """{"type":"array","items":{"type":"object","properties":{"foo":{"$ref":"#"}},"required":["foo"]}}""", """[{"foo":[{"foo":[]}]}]""",
            true)]
    [TestCase(
        """{"type":"array","items":{"type":"object","properties":{"foo":{"$ref":"#"}},"required":["foo"]}}""",
        """[{"foo":[{"foo":[]},{"bar":[]}]}]""",
        false)]
    // ajv: names that every object of JavaScript has.
    [TestCase("""{"required":["toString","constructor","__proto__"]}""", "{}", false)]
    [TestCase("""{"required":["__proto__"],"properties":{"__proto__":{"type":"string"}}}""", """{"__proto__":1}""", false)]
    [TestCase(
        """{"required":["__proto__"],"properties":{"__proto__":{"type":"string"}},"additionalProperties":false}""", """{"__proto__":"a"}""",
            true)]
    // jsonschema (Python): true is no 1, false is no 0, however deep.
    [TestCase("""{"enum":[true]}""", "1", false)]
    [TestCase("""{"const":[false]}""", "[0]", false)]
    [TestCase("""{"const":{"a":1}}""", """{"a":true}""", false)]
    [TestCase("""{"uniqueItems":true}""", "[1,true,0,false,\"1\",null]", true)]
    [TestCase("""{"uniqueItems":true}""", """[{"a":1,"b":2},{"b":2,"a":1}]""", false)]
    // Newtonsoft.Json.Schema and NJsonSchema: decimals, and numbers beyond 64 bits.
    [TestCase("""{"multipleOf":0.01}""", "4.35", true)]
    [TestCase("""{"multipleOf":0.1}""", "0.30000000000000004", false)]
    [TestCase("""{"type":"integer","maximum":9223372036854775807}""", "9223372036854775808", false)]
    [TestCase("""{"type":["integer","string"]}""", "1.0", true)]
    [TestCase("""{"const":0}""", "-0", true)]
    // NJsonSchema 1691: boolean schemas, unevaluated*, references relative to an $id.
    [TestCase("""{"allOf":[true,{"properties":{"foo":false}}]}""", """{"foo":1}""", false)]
    [TestCase(
        """{"$id":"https://example.org/derived","$ref":"./base","properties":{"bar":true},"unevaluatedProperties":false,"$defs":{"base":{"$id":"./base","properties":{"foo":true}}}}""",
        """{"foo":1,"bar":2}""",
        true)]
    [TestCase(
        """{"$id":"https://example.org/derived","$ref":"./base","properties":{"bar":true},"unevaluatedProperties":false,"$defs":{"base":{"$id":"./base","properties":{"foo":true}}}}""",
        """{"foo":1,"baz":2}""",
        false)]
    [TestCase("""{"if":{"properties":{"a":{"const":1}},"required":["a"]},"unevaluatedProperties":false}""", """{"a":1}""", true)]
    // additionalProperties does not look into allOf; it does look at patterns.
    [TestCase("""{"allOf":[{"properties":{"a":true}}],"additionalProperties":false}""", """{"a":1}""", false)]
    [TestCase("""{"patternProperties":{"^x_":{"type":"integer"}},"additionalProperties":false}""", """{"x_a":1}""", true)]
    [TestCase("""{"patternProperties":{"^x_":{"type":"integer"}},"additionalProperties":{"type":"string"}}""", """{"x_a":1,"b":2}""",
        false)]
    [TestCase("""{"propertyNames":false}""", "{}", true)]
    // contains, and its counts.
    [TestCase("""{"contains":{"type":"integer"},"minContains":0}""", "[]", true)]
    [TestCase("""{"contains":{"type":"integer"},"minContains":0,"maxContains":1}""", "[1,2]", false)]
    [TestCase("""{"contains":{"type":"integer"},"unevaluatedItems":{"type":"string"}}""", "[1,\"a\"]", true)]
    [TestCase("""{"items":false}""", "[]", true)]
    // Pointers with escapes, of both kinds.
    [TestCase("""{"$ref":"#/$defs/a~1b","$defs":{"a/b":{"type":"string"}}}""", "1", false)]
    [TestCase("""{"$ref":"#/$defs/a%25b","$defs":{"a%b":{"type":"string"}}}""", "1", false)]
    [TestCase("""{"$ref":"#/$defs/a~01","$defs":{"a~1":{"type":"string"}}}""", "1", false)]
    [TestCase("""{"$ref":"#/$defs/","$defs":{"":{"type":"string"}}}""", "1", false)]
    [TestCase("""{"$ref":"#/prefixItems/1","prefixItems":[true,{"type":"array"}]}""", "1", false)]
    // Characters, not units of UTF-16; escapes are not characters.
    [TestCase("""{"maxLength":1}""", "\"😀\"", true)]
    [TestCase("""{"minLength":2}""", "\"\\ud83d\\ude00\"", false)]
    [TestCase("""{"const":"a\u0000b"}""", "\"a\\u0000b\"", true)]
    [TestCase("""{"properties":{"é":{"type":"string"}},"additionalProperties":false}""", "{\"e\u0301\":\"a\"}", false)]
    // Formats.
    [TestCase("""{"format":"uuid"}""", "\"2EB8AA08-AA98-11EA-B4AA-73B441D16380\"", true)]
    [TestCase("""{"format":"uuid"}""", "\"{2eb8aa08-aa98-11ea-b4aa-73b441d16380}\"", false)]
    [TestCase("""{"format":"ipv4"}""", "\"192.168.010.1\"", false)]
    [TestCase("""{"format":"ipv6"}""", "\"fe80::1%eth0\"", false)]
    [TestCase("""{"format":"email"}""", "\"user@localhost\"", true)]
    [TestCase("""{"format":"email"}""", "\"a..b@example.com\"", false)]
    [TestCase("""{"format":"time"}""", "\"08:30:06\"", false)]
    [TestCase("""{"format":"time"}""", "\"23:59:60Z\"", true)]
    [TestCase("""{"format":"date"}""", "\"2023-02-29\"", false)]
    [TestCase("""{"format":"uri"}""", "\"http://example.com/a b\"", false)]
    [TestCase("""{"format":"uri"}""", "\"//example.com/a\"", false)]
    [TestCase("""{"format":"duration"}""", "\"P1W2D\"", false)]
    [TestCase("""{"format":"hostname"}""", "\"under_score.example\"", false)]
    [TestCase("""{"format":"regex"}""", "\"^\\\\S(|(.|\\\\n)*\\\\S)\\\\Z\"", false)]
    [TestCase("""{"format":"json-pointer"}""", "\"/a~b\"", false)]
    // Texts that are not quite JSON.
    [TestCase("true", "{\"a\":1,}", false)]
    [TestCase("true", "[1 2]", false)]
    [TestCase("true", "NaN", false)]
    [TestCase("true", "01", false)]
    [TestCase("true", "'a'", false)]
    [TestCase("true", "{\"a\":1}//", false)]
    [TestCase("true", "\"\t\"", false)]
    [TestCase("true", "", false)]
    public void IsValid_UseThatOthersGotWrong_IsJudgedAsSpecified(string schema, string json, bool valid) =>
        Assert.That(Verdicts.IsValid(schema, json, Formats), Is.EqualTo(valid));

    /// <summary>Patterns as schemas in use have them: CloudFormation's, SchemaStore's, OpenAPI's.</summary>
    [TestCase(@"^arn:aws(-(cn|us-gov|iso(-b)?))?:[a-z-]+:(([a-z]+-)+[0-9])?:([0-9]{12})?:[^.]+$", "arn:aws:ssm:eu-west-1:123456789012:x",
        "arn:aws:ssm:eu-west-1:12345678901:x")]
    [TestCase(
        @"^arn:(aws[a-zA-Z-]*)?:chatbot:[A-Za-z0-9_/.-]{0,63}:[A-Za-z0-9_/.-]{0,63}:custom-action/[a-zA-Z0-9_-]{1,64}$",
        "arn:aws:chatbot::1:custom-action/a",
        "arn:aws:chatbot::1:custom-action/")]
    [TestCase(@"^([a-zA-Z0-9_\-=/]|\{satellite_id\}|\{config\-name}|\{s3\-config-id}|\{year\}|\{month\}|\{day\}){1,900}$", "a/{year}/b",
        "a/{hour}")]
    [TestCase(
        @"^arn:(aws|aws-cn|aws-iso|aws-iso-[a-z]{1}|aws-us-gov):[A-Za-z0-9][A-Za-z0-9_/.-]{0,62}:"
            + @"([a-z]{2}-((iso[a-z]{0,1}-)|(gov-)){0,1}[a-z]+-[0-9]):[0-9]{12}:[A-Za-z0-9/][A-Za-z0-9:_/+=,@.-]{0,1023}$",
        "arn:aws:apptest:us-gov-east-1:123456789012:testcase/a",
        "arn:aws:apptest:us-gov-east:123456789012:testcase/a")]
    [TestCase(
        @"^arn:[\w+=\/,.@-]+:[a-zA-Z0-9\-]+:[a-zA-Z0-9\-]*:[a-zA-Z0-9]{1,12}:[a-zA-Z]+(\/[a-fA-F0-9\-]{36})+$",
        "arn:aws:s:r:1:p/01234567-89ab-cdef-0123-456789abcdef",
        "arn:aws:s:r:1:p/01234567")]
    [TestCase(@"^(?!\s*$)[\u0020-\uD7FF\uE000-\uFFFD\uD800\uDBFF-\uDC00\uDFFF\t]*$", "a description", "   ")]
    [TestCase(@"^(?!aws:)[a-zA-Z+-=._:/]+$", "key", "aws:key")]
    [TestCase(@"^.{1,1000}$", "x", "")]
    [TestCase(@"^[\p{L} ]{1,50}$", "Ærøskøbing By", "A1")]
    [TestCase(@"^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$", "Größe: 1", "a;b")]
    [TestCase(@"^(?!__.*__$)[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}""\\./[\]]{1,200}$", "field", "__field__")]
    [TestCase(@"^(?:(?:@(?:[a-z0-9-*~][a-z0-9-*._~]*)?/[a-z0-9-._~])|[a-z0-9-~])[a-z0-9-._~]*$", "@scope/name", "Name")]
    [TestCase(
        @"^v?(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)"
            + @"(?:-((?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?"
            + @"(?:\+([0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*))?$",
        "1.2.3-alpha.1+b",
        "1.2")]
    [TestCase(@"^(?=.*\d{1,20})(?=.*[~`!@#$%\^&*()-+=]{1,20})(?=.*[a-z]{1,20})(?=.*[A-Z]{1,20}).{8,20}$", "Dlcmzk135!", "dlcmzk135")]
    [TestCase(@"^(?![a-zA-Z][a-zA-Z\+\.\-]*\:)", "/absolute", "https://a")]
    [TestCase(@"^(?!^[-+.]*$)[+-]?0*\d*\.?\d*$", "-1.5", "-.")]
    [TestCase(@"^(([a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9\-]*[a-zA-Z0-9])\.)*([A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9\-]*[A-Za-z0-9])$", "a.b-c.d",
        "a..b")]
    [TestCase(@"^[^\s].*[^\s]$", "ab", " b")]
    [TestCase(@"^(\([0-9]{3}\))?[0-9]{3}-[0-9]{4}$", "(888)555-1212", "(800)FLOWERS")]
    [TestCase(@"^[\w-\.]+@([\w-]+\.)+[\w-]{2,4}$", "a.b@c.de", "a@b")]
    [TestCase(@"^#([A-Fa-f0-9]{6}|[A-Fa-f0-9]{3})$", "#a0f", "#a0")]
    [TestCase(@"^https\:\/\/", "https://a", "http://a")]
    public void IsValid_PatternInUse_IsMatched(string pattern, string good, string bad)
    {
        var schema = $$"""{"pattern":{{System.Text.Json.JsonSerializer.Serialize(pattern)}}}""";

        Assert.That(Verdicts.IsValid(schema, System.Text.Json.JsonSerializer.Serialize(good)), Is.True);
        Assert.That(Verdicts.IsValid(schema, System.Text.Json.JsonSerializer.Serialize(bad)), Is.False);
    }
}
