using System.Buffers;
using System.Text;
using Ponos.Publishing;

namespace Ponos.Core.Tests.Publishing;

public sealed class JobBodyTests
{
    [TestCase("""{"a":1}""", """{"tid":"t","a":1}""")]
    [TestCase("{}", """{"tid":"t"}""")]
    public void JoinStamp_Object_HasTheTidInFront(string job, string expected)
    {
        using var body = new JobBody(new JobBodyPool());
        var start = body.BeginStamped("t");
        body.Write(Encoding.UTF8.GetBytes(job));

        Assert.That(body.JoinStamp(start), Is.True);
        Assert.That(Encoding.UTF8.GetString(body.Written.Span), Is.EqualTo(expected));
    }

    [TestCase("[1]")]
    [TestCase("7")]
    [TestCase("null")]
    public void JoinStamp_NoObject_IsRefused(string job)
    {
        using var body = new JobBody(new JobBodyPool());
        var start = body.BeginStamped("t");
        body.Write(Encoding.UTF8.GetBytes(job));

        Assert.That(body.JoinStamp(start), Is.False);
    }

    [Test]
    public void BeginStamped_TidWithQuotes_IsEscaped()
    {
        using var body = new JobBody(new JobBodyPool());
        var start = body.BeginStamped("a\"b");
        body.Write("{}"u8);
        body.JoinStamp(start);

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
    public void ReplaceTid_JobThatWritesItsOwn_CarriesTheGivenOne()
    {
        using var body = new JobBody(new JobBodyPool());
        body.Write("""{"tid":null,"a":1}"""u8);
        body.ReplaceTid("t");

        Assert.That(Encoding.UTF8.GetString(body.Written.Span), Is.EqualTo("""{"tid":"t","a":1}"""));
    }
}
