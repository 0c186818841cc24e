using System.Text;

namespace Ponos.Schema.Tests;

/// <summary>What is judged while it is read, and what is left to the index: the verdict is the same, only its price differs.</summary>
[TestFixture]
public sealed class OnePassTests
{
    private const string Order =
        """
        {
          "type": "object",
          "required": ["id", "lines"],
          "additionalProperties": false,
          "properties": {
            "id": { "type": "string", "minLength": 2, "maxLength": 10, "pattern": "^[a-zé-]+$" },
            "note": { "type": ["string", "null"], "minLength": 1, "maxLength": 40 },
            "state": { "enum": ["new", "paid", 7] },
            "lines": {
              "type": "array", "minItems": 1, "maxItems": 3,
              "items": { "type": "object", "minProperties": 1, "properties": { "n": { "type": "integer", "minimum": 1 }, "price": { "type": "number", "exclusiveMaximum": 10.5, "multipleOf": 0.25 } } }
            },
            "child": { "$ref": "#" },
            "any": true,
            "paid": { "type": "boolean" }
          }
        }
        """;

    [TestCase("""{"id":"ab","lines":[{"n":1}]}""")]
    [TestCase("""{"id":"é-","lines":[{"n":1,"price":10.25},{"n":2.0},{"price":-1e1}],"note":null,"state":"paid","paid":true}""")]
    [TestCase("""{"lines":[{"n":1}],"id":"ab","note":"a \"quoted\" line\nand \u00e9","any":[1,[true,null,"x"],{}]}""")]
    [TestCase("""{"id":"ab","lines":[{"n":1,"tid":"x","other":{"a":1,"b":{"a":2}}},{"n":1,"tid":"y"}]}""")]
    [TestCase("""{"id":"ab","lines":[{"x":1}]}""")]
    [TestCase("""{"id":"ab","lines":[{"n":1}],"any":{"a":1,"b":{"a":[{"a":1}],"b":2},"c":3}}""")]
    [TestCase("""{"id":"ab","lines":[{"n":1}],"child":{"id":"cd","lines":[{"n":3}],"child":{"id":"ef","lines":[{"n":4}]}}}""")]
    public void IsValid_OrdinaryJob_IsJudgedInOnePass(string json)
    {
        var schema = JsonSchema.Compile(Order);
        var bytes = Encoding.UTF8.GetBytes(json);

        Assert.That(schema.IsSurelyValid(bytes), Is.True);
        Assert.That(schema.IsValidInTwoPasses(bytes), Is.True);
    }

    [TestCase("""{"id":"ab","lines":[{"n":1}],"any":{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":7,"h":8,"i":9}}""",
        TestName = "{m}(many names that the schema does not know)")]
    [TestCase("""{"i\u0064":"ab","lines":[{"n":1}]}""", TestName = "{m}(a name with an escape)")]
    [TestCase("""{"id":"a\u00e9","lines":[{"n":1}]}""", TestName = "{m}(an escape under a pattern)")]
    [TestCase("""{"id":"ab","lines":[{"n":1}],"note":"\ud83d\ude00"}""", TestName = "{m}(a pair of surrogates)")]
    [TestCase("""{"id":"ab","lines":[{"n":1}],"state":7}""", TestName = "{m}(an enum's number)")]
    [TestCase("""{"id":"ab","lines":[{"n":1}],"any":[[[[[[[[]]]]]]]]}""", TestName = "{m}(much depth)")]
    [TestCase("""{"id":"ab","lines":[{"n":1}],"note":"\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n"}""", TestName = "{m}(a length in doubt)")]
    public void IsValid_UnusualJob_IsLeftToTwoPasses(string json)
    {
        var schema = JsonSchema.Compile(Order);
        var bytes = Encoding.UTF8.GetBytes(json);

        Assert.That(schema.IsSurelyValid(bytes), Is.False);
        Assert.That(schema.IsValid(bytes), Is.True);
    }

    [TestCase("""{"id":"ab","lines":[{"n":1}],"id":"ab"}""", TestName = "{m}(a name twice)")]
    [TestCase("""{"id":"ab","lines":[{"n":1,"x":1,"x":2}]}""", TestName = "{m}(an unknown name twice)")]
    [TestCase("""{"id":"ab","lines":[{"n":1,"x":1,"y":{"x":1,"z":{}},"x":2}]}""",
        TestName = "{m}(an unknown name twice, with an object between)")]
    [TestCase("""{"id":"ab","lines":[{"n":1}],"x":1}""", TestName = "{m}(an unknown name where none is allowed)")]
    [TestCase("""{"lines":[{"n":1}]}""", TestName = "{m}(a required name missing)")]
    [TestCase("""{"id":"ab","lines":[]}""", TestName = "{m}(too few items)")]
    [TestCase("""{"id":"ab","lines":[{"n":1},{"n":1},{"n":1},{"n":1}]}""", TestName = "{m}(too many items)")]
    [TestCase("""{"id":"ab","lines":[{}]}""", TestName = "{m}(too few properties)")]
    [TestCase("""{"id":"ab","lines":[{"n":1.5}]}""", TestName = "{m}(no integer)")]
    [TestCase("""{"id":"ab","lines":[{"n":0}]}""", TestName = "{m}(below a bound)")]
    [TestCase("""{"id":"ab","lines":[{"price":10.5}]}""", TestName = "{m}(at an exclusive bound)")]
    [TestCase("""{"id":"ab","lines":[{"price":0.1}]}""", TestName = "{m}(no multiple)")]
    [TestCase("""{"id":"AB","lines":[{"n":1}]}""", TestName = "{m}(no match)")]
    [TestCase("""{"id":"ab","lines":[{"n":1}],"note":"\ud83d"}""", TestName = "{m}(half a pair)")]
    [TestCase(
        """{"id":"ab","lines":[{"n":1}],"note":"\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n"}""",
        TestName = "{m}(too long, in escapes)")]
    [TestCase("""{"id":"ab","lines":[{"n":1}],"state":"old"}""", TestName = "{m}(not listed)")]
    [TestCase("""{"id":"ab","lines":[{"n":1}],"paid":null}""", TestName = "{m}(a null)")]
    [TestCase("""{"id":"ab","lines":{"n":1}}""", TestName = "{m}(an object for an array)")]
    [TestCase("""{"id":"ab","lines":[{"n":1}],"child":{"id":"ab"}}""", TestName = "{m}(an invalid child)")]
    [TestCase("""{"id":"ab","lines":[{"n":1}]} x""", TestName = "{m}(text after it)")]
    [TestCase("""{"id":"ab","lines":[{"n":1}]""", TestName = "{m}(its end missing)")]
    [TestCase("", TestName = "{m}(nothing)")]
    public void IsValid_InvalidJob_IsInvalidBothWays(string json)
    {
        var schema = JsonSchema.Compile(Order);
        var bytes = Encoding.UTF8.GetBytes(json);

        Assert.That(schema.IsSurelyValid(bytes), Is.False);
        Assert.That(schema.IsValid(bytes), Is.False);
    }

    [TestCase("""{"anyOf":[{"type":"integer"}]}""")]
    [TestCase("""{"const":1}""")]
    [TestCase("""{"items":{"not":{"type":"string"}}}""")]
    [TestCase("""{"uniqueItems":true}""")]
    [TestCase("""{"additionalProperties":{"type":"integer"}}""")]
    [TestCase("""{"pattern":"^(?=a)\\1(a+)+$"}""")]
    public void IsSurelyValid_SchemaThatAsksForMore_SaysNothing(string schema)
    {
        Assert.That(JsonSchema.Compile(schema).IsSurelyValid("1"u8), Is.False);
    }

    [TestCase("""{"required":["a"],"additionalProperties":false}""", false)]
    [TestCase("""{"required":["a"]}""", true)]
    public void IsValid_RequiredNameThatIsNotDescribed_IsOneOfTheOthers(string schema, bool expected)
    {
        var compiled = JsonSchema.Compile(schema);

        Assert.That(compiled.IsSurelyValid("""{"a":1}"""u8), Is.EqualTo(expected));
        Assert.That(compiled.IsValid("""{"a":1}"""u8), Is.EqualTo(expected));
    }

    [Test]
    public void IsSurelyValid_DepthBelowTheLimitOfThePass_StopsAtTheDocumentsLimit()
    {
        var schema = JsonSchema.Compile("true", new JsonSchemaOptions { MaxDepth = 2 });

        Assert.That(schema.IsSurelyValid("[[1]]"u8), Is.True);
        Assert.That(schema.IsSurelyValid("[[[1]]]"u8), Is.False);
        Assert.That(schema.IsValid("[[[1]]]"u8), Is.False);
    }
}
