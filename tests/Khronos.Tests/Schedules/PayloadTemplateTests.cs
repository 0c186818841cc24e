using System.Text.Json;
using Khronos.Schedules;

namespace Khronos.Tests.Schedules;

public sealed class PayloadTemplateTests
{
    private static readonly DateTimeOffset Instant = DateTimeOffset.Parse("2026-11-23T10:00:00Z");

    [TestCase("""{"at":"{{scheduledAt}}","by":"{{firedAt}}","id":"{{tickId}}","n":"{{name}}"}""",
        """{"at":"2026-11-23T10:00:00Z","by":"2026-11-23T10:00:00.25Z","id":"mine@2026-11-23T10:00:00Z","n":"mine"}""")]
    [TestCase("""["{{ name }}-{{name}}", 1.50, null, true, {"{{name}}": "x"}]""", """["mine-mine",1.50,null,true,{"{{name}}":"x"}]""")]
    [TestCase("\"\\u007b{name}}\"", "\"\\u007b{name}}\"")]
    [TestCase(
        """["{{{{name}} and {{name}}", "{{{{", "{{{name}}}", "{{{{{{name}}", "}}{{name}}{"]""",
        """["{{name}} and mine","{{","{mine}","{{mine","}}mine{"]""")]
    [TestCase("""{"plain": 1}""", """{"plain": 1}""")]
    public void Fill_Payload_HasItsTextsFilledIn(string payload, string filled) =>
        Assert.That(PayloadTemplate.Fill(JsonElement.Parse(payload), Values()).GetRawText(), Is.EqualTo(filled));

    [TestCase("""{"a":[{"b":"{{now}}"}]}""", "{{now}}")]
    [TestCase("\"{{name}} {{}}\"", "{{}}")]
    [TestCase("\"{{constructor.name}}\"", "{{constructor.name}}")]
    [TestCase("\"{{name}}\"", null)]
    [TestCase("\"{name} }} {{\"", null)]
    [TestCase("5", null)]
    public void UnknownPlaceholder_Payload_IsTheFirstThatIsNone(string payload, string? unknown) =>
        Assert.That(PayloadTemplate.UnknownPlaceholder(JsonElement.Parse(payload)), Is.EqualTo(unknown));

    private static PayloadValues Values() => new("mine", TickId.Of("mine", Instant), Instant, Instant.AddMilliseconds(250));
}
