using Ponos.Generators.Reading;
using Ponos.Generators.Schemas;
using System.Text.Json;

namespace Ponos.Generators.Tests;

/// <summary>Our small reader says the same as System.Text.Json.</summary>
public sealed class JsonTextTests
{
    [TestCase("{}")]
    [TestCase(" { \"a\" : [ 1 , -2.5e+3, true, false, null, \"\\u00e9\\n\\\"\\/\" ] } ")]
    [TestCase("[[],[{}]]")]
    [TestCase("0")]
    [TestCase("-0.0E1")]
    [TestCase("\"é\"")]
    [TestCase("")]
    [TestCase(" ")]
    [TestCase("{")]
    [TestCase("[1,]")]
    [TestCase("{\"a\":1,}")]
    [TestCase("{a:1}")]
    [TestCase("{'a':1}")]
    [TestCase("01")]
    [TestCase("1.")]
    [TestCase(".5")]
    [TestCase("+1")]
    [TestCase("1e")]
    [TestCase("NaN")]
    [TestCase("tru")]
    [TestCase("truee")]
    [TestCase("{} {}")]
    [TestCase("// comment\n{}")]
    [TestCase("\"\\x\"")]
    [TestCase("\"\\u12g4\"")]
    [TestCase("\"\\u12")]
    [TestCase("\"a\nb\"")]
    [TestCase("\"open")]
    [TestCase("{\"a\" 1}")]
    [TestCase("[1 2]")]
    [TestCase("\u00a0{}")]
    public void Parse_AnyText_AgreesWithSystemTextJson(string text) => Assert.That(IsJson(text), Is.EqualTo(IsJsonToDotNet(text)));

    [Test]
    public void Parse_NameTwice_IsRefused() =>
        Assert.That(
            () => JsonText.Parse("{\"a\":1,\n\"a\":2}"),
            Throws.TypeOf<FormatException>().With.Message.StartWith("line 2 lacks another name than 'a'"));

    [Test]
    public void Parse_TooDeep_IsRefused()
    {
        Assert.That(IsJson(new string('[', 64) + new string(']', 64)), Is.True);
        Assert.That(IsJson(new string('[', 100_000)), Is.False);
    }

    [Test]
    public void Parse_Text_IsUnescaped()
    {
        var parsed = (JsonNode.Object)JsonText.Parse("""{ "required": ["a\u0062\t\\"] }""");

        Assert.That(((JsonNode.Array)parsed["required"]!).Items, Is.EqualTo(new JsonNode[] { new JsonNode.Text("ab\t\\") }));
    }

    [TestCase("Name")]
    [TestCase("name")]
    [TestCase("URLPath")]
    [TestCase("URL")]
    [TestCase("AB")]
    [TestCase("A")]
    [TestCase("ABc")]
    [TestCase("X1Y")]
    [TestCase("_Name")]
    public void CamelCase_AnyName_AgreesWithSystemTextJson(string name) =>
        Assert.That(JobProperties.CamelCase(name), Is.EqualTo(JsonNamingPolicy.CamelCase.ConvertName(name)));

    private static bool IsJson(string text)
    {
        try
        {
            _ = JsonText.Parse(text);
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static bool IsJsonToDotNet(string text)
    {
        try
        {
            JsonDocument.Parse(text).Dispose();
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
