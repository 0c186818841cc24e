using System.Buffers;
using System.Text;
using Ponos.Publishing;

namespace Ponos.Core.Tests.Publishing;

public sealed class JobBodyTests
{
    [TestCase("""{"a":1}""", """{"a":1,"tid":"t"}""")]
    [TestCase("{}", """{"tid":"t"}""")]
    [TestCase("{ }", """{"tid":"t"}""")]
    [TestCase("{\r\n  \"a\": {}\r\n}\r\n", "{\r\n  \"a\": {},\"tid\":\"t\"}")]
    [TestCase(" {\"a\":\"{\"} ", " {\"a\":\"{\",\"tid\":\"t\"}")]
    public void Stamp_Object_HasTheTidBehindAllElse(string job, string expected)
    {
        using var body = new JobBody(new JobBodyPool());
        body.Write(Encoding.UTF8.GetBytes(job));

        Assert.That(body.IsObject, Is.True);
        body.Stamp("t");

        Assert.That(Encoding.UTF8.GetString(body.Written.Span), Is.EqualTo(expected));
    }

    [TestCase("[1]")]
    [TestCase("7")]
    [TestCase("null")]
    [TestCase("")]
    [TestCase("{")]
    public void IsObject_NoObject_IsFalse(string job)
    {
        using var body = new JobBody(new JobBodyPool());
        body.Write(Encoding.UTF8.GetBytes(job));

        Assert.That(body.IsObject, Is.False);
    }

    [Test]
    public void Stamp_TidWithQuotes_IsEscaped()
    {
        using var body = new JobBody(new JobBodyPool());
        body.Write("{}"u8);
        body.Stamp("a\"b");

        using var json = System.Text.Json.JsonDocument.Parse(body.Written);
        Assert.That(json.RootElement.GetProperty("tid").GetString(), Is.EqualTo("a\"b"));
    }

    [Test]
    public void Write_MoreThanTheFirstBuffer_Grows()
    {
        using var body = new JobBody(new JobBodyPool());
        body.Write(new byte[100_000]);

        Assert.That(body.Written.Length, Is.EqualTo(100_000));
    }

    [Test]
    public void Cut_JobThatWritesItsOwn_IsWithoutIt()
    {
        using var body = new JobBody(new JobBodyPool());
        body.Write("""{"tid":null,"a":1}"""u8);
        body.Cut(Ponos.Contracts.JobTid.Find(body.Written.Span));

        Assert.That(Encoding.UTF8.GetString(body.Written.Span), Is.EqualTo("""{"a":1}"""));
    }
}
