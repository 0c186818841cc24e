using System.Text;
using System.Text.Json;
using Ponos.Contracts;
using Ponos.Delivery;

namespace Ponos.Core.Tests.Delivery;

public sealed class JobEnvelopeTests
{
    [TestCase("""{"tid":"t1","a":1}""", "t1")]
    [TestCase("""{"a":{"tid":"inner"},"tid":"outer"}""", "outer")]
    [TestCase("""{"\u0074id":"escaped"}""", "escaped")]
    [TestCase("""{"tid":"0b7c1b5e-2f6e-4a55-9d5e-2a5b7f0d1c11"}""", "0b7c1b5e-2f6e-4a55-9d5e-2a5b7f0d1c11")]
    [TestCase("""{"tid":"0B7C1B5E-2f6e-4a55-9d5e-2a5b7f0d1c11"}""", "0B7C1B5E-2f6e-4a55-9d5e-2a5b7f0d1c11")]
    [TestCase("""{"tid":"(b7c1b5e-2f6e-4a55-9d5e-2a5b7f0d1c1)"}""", "(b7c1b5e-2f6e-4a55-9d5e-2a5b7f0d1c1)")]
    [TestCase("""{"tid":7}""", null)]
    [TestCase("{}", null)]
    public void Find_Body_GivesTheTopLevelTid(string body, string? tid) =>
        Assert.That(TidOf(body), Is.EqualTo(tid));

    [TestCase("""{"tid":"t","a":1,"b":2}""", """{"a":1,"b":2}""")]
    [TestCase("""{ "tid" : "t" , "a" : 1 }""", """{ "a" : 1 }""")]
    [TestCase("""{"a":1,"tid":"t","b":2}""", """{"a":1,"b":2}""")]
    [TestCase("""{"a":1,"tid":"t"}""", """{"a":1}""")]
    [TestCase("""{"a":1 , "tid":"t" }""", """{"a":1 }""")]
    [TestCase(
        """{"a":"x,\"tid\":\"0b7c1b5e-2f6e-4a55-9d5e-2a5b7f0d1c11"}""", """{"a":"x,\"tid\":\"0b7c1b5e-2f6e-4a55-9d5e-2a5b7f0d1c11"}""")]
    [TestCase("""{"a":{"tid":"x"},"tid":"0b7c1b5e-2f6e-4a55-9d5e-2a5b7f0d1c11"}""", """{"a":{"tid":"x"}}""")]
    [TestCase("""{"a":1,"tid":"0b7c1b5e-2f6e-4a55-9d5e-2a5b7f0d1c11"}""", """{"a":1}""")]
    [TestCase("""{"tid":"0b7c1b5e-2f6e-4a55-9d5e-2a5b7f0d1c11"}""", "{}")]
    [TestCase("""{"tid":null,"a":1}""", """{"a":1}""")]
    [TestCase("""{"tid":7,"a":1}""", """{"tid":7,"a":1}""")]
    [TestCase("""{"tid":"a","tid":"b"}""", """{"tid":"a","tid":"b"}""")]
    public void Read_Body_IsSeenWithoutTheEnvelopesTid(string body, string seen)
    {
        using var payload = JobPayload.Read(Encoding.UTF8.GetBytes(body));

        Assert.That(Encoding.UTF8.GetString(payload.For(hasTid: false).Span), Is.EqualTo(seen));
        Assert.That(Encoding.UTF8.GetString(payload.For(hasTid: true).Span), Is.EqualTo(body));
    }

    [TestCase("")]
    [TestCase("[]")]
    [TestCase("7")]
    [TestCase("{")]
    [TestCase("nonsense")]
    public void Find_NoObject_Throws(string body) => Assert.Catch<JsonException>(() => JobTid.Find(Encoding.UTF8.GetBytes(body)));

    [Test]
    public void Find_TidLongerThanAnyReason_IsCut() =>
        Assert.That(TidOf($$"""{"tid":"{{new string('x', 5000)}}"}"""), Has.Length.EqualTo(256));

    [TestCase(null, 1)]
    [TestCase(3, 3)]
    [TestCase(3L, 3)]
    [TestCase("4", 4)]
    [TestCase(0, 1)]
    [TestCase(-7, 1)]
    [TestCase(1_000_000, 5)]
    [TestCase("nonsense", 1)]
    [TestCase(true, 1)]
    public void ReadAttempt_Header_IsTrustedWithinItsBounds(object? header, int expected) =>
        Assert.That(
            JobEnvelope.ReadAttempt(new Dictionary<string, object?> { [JobHeaders.Attempt] = header }, maxAttempts: 5),
            Is.EqualTo(expected));

    [Test]
    public void ReadAttempt_NoHeaders_IsTheFirst() => Assert.That(JobEnvelope.ReadAttempt(null, 5), Is.EqualTo(1));

    [Test]
    public void All_Headers_GivesTextOnly()
    {
        var headers = new Dictionary<string, object?>
        {
            ["text"] = "one",
            ["bytes"] = Encoding.UTF8.GetBytes("zwö"),
            ["number"] = 3,
            ["table"] = new Dictionary<string, object?>(),
        };

        Assert.That(
            HeaderText.All(headers),
            Is.EquivalentTo(new Dictionary<string, string> { ["text"] = "one", ["bytes"] = "zwö", ["number"] = "3" }));
    }

    private static string? TidOf(string body) =>
        JobTid.Find(Encoding.UTF8.GetBytes(body)) is { State: TidState.Given } spot ? spot.Id.ToString() : null;
}
