using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ponos.Contracts;

namespace Ponos.Core.Tests.Contracts;

/// <summary>What cannot be written says where and why, and what can is written as the application asked for.</summary>
public sealed class SerializerWritingTests
{
    private static IEnumerable<TestCaseData> Unwritable()
    {
        yield return new TestCaseData(new Named(null!), "/name").SetArgDisplayNames("null in a property that is not nullable");
        yield return new TestCaseData(new Outer(new Named(null!)), "/inner/name").SetArgDisplayNames("null further in");
        yield return new TestCaseData(new Real(double.NaN), "").SetArgDisplayNames("not a number");
        yield return new TestCaseData(Loop.Create(), "").SetArgDisplayNames("a loop");
        yield return new TestCaseData(Deep(100), "").SetArgDisplayNames("too deep");
        yield return new TestCaseData(new Throwing(), "").SetArgDisplayNames("a property that throws");
        yield return new TestCaseData(new Holder(typeof(string)), "").SetArgDisplayNames("a value that has no JSON");
    }

    [TestCaseSource(nameof(Unwritable))]
    public void Write_WhatCannotBeWritten_SaysSo(object job, string pointer)
    {
        var serializer = new SystemTextJsonSerializer(SystemTextJsonSerializer.CreateOptions());

        var exception = Assert.Throws<UnwritableJobException>(() => serializer.Write(new ArrayBufferWriter<byte>(), job, job.GetType()));

        Assert.That(exception!.Pointer, pointer.Length == 0 ? Does.StartWith("") : Is.EqualTo(pointer).IgnoreCase);
        Assert.That(exception.InnerException, Is.Not.Null);
    }

    [Test]
    public void Write_AfterAFailure_WritesAgain()
    {
        var serializer = new SystemTextJsonSerializer(SystemTextJsonSerializer.CreateOptions());
        Assert.That(() => Write(serializer, new Named(null!)), Throws.TypeOf<UnwritableJobException>());

        Assert.That(Write(serializer, new Named("a")), Is.EqualTo("""{"name":"a"}"""));
    }

    [Test]
    public void Write_EncoderOfTheApplications_IsObeyed()
    {
        var plain = new SystemTextJsonSerializer(SystemTextJsonSerializer.CreateOptions());
        var options = SystemTextJsonSerializer.CreateOptions();
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        var relaxed = new SystemTextJsonSerializer(options);

        // One thread, several services.
        Assert.That(Write(relaxed, new Named("ä<☃>")), Is.EqualTo("""{"name":"ä<☃>"}"""));
        Assert.That(Write(plain, new Named("ä")), Is.EqualTo("""{"name":"\u00E4"}"""));
        Assert.That(Write(relaxed, new Named("ä")), Is.EqualTo("""{"name":"ä"}"""));
        Assert.That(WriteUntyped(relaxed, new Named("ä")), Is.EqualTo("""{"name":"ä"}"""));
    }

    [Test]
    public void Write_MaxDepthOfTheApplications_IsObeyed()
    {
        var options = SystemTextJsonSerializer.CreateOptions();
        options.MaxDepth = 5;

        Assert.That(() => Write(new SystemTextJsonSerializer(options), Deep(5)), Throws.TypeOf<UnwritableJobException>());
    }

    [TestCase("""{"count":1.0}""", 1)]
    [TestCase("""{"count":1e2}""", 100)]
    [TestCase("""{"count":10000e-2}""", 100)]
    [TestCase("""{"count":-1.50E1}""", -15)]
    [TestCase("""{"count":-0.0}""", 0)]
    [TestCase("""{"more":{"x":"1.0"},"count":2147483647.000}""", int.MaxValue)]
    public void Read_WholeNumberInOtherDigits_IsRead(string job, int expected)
    {
        var reader = new SystemTextJsonSerializer(SystemTextJsonSerializer.CreateOptions()).GetReader<Counted>();

        Assert.That(reader.Read("a.task", Encoding.UTF8.GetBytes(job)).Count, Is.EqualTo(expected));
    }

    [TestCase("""{"count":1.5}""")]
    [TestCase("""{"count":1e400}""")]
    [TestCase("""{"count":1e-1}""")]
    [TestCase("""{"count":"1.0"}""")]
    public void Read_NoWholeNumber_IsNot(string job)
    {
        var reader = new SystemTextJsonSerializer(SystemTextJsonSerializer.CreateOptions()).GetReader<Counted>();

        Assert.That(
            () => reader.Read("a.task", Encoding.UTF8.GetBytes(job)),
            Throws.TypeOf<JsonException>().With.Property("Path").EqualTo("$.count"));
    }

    private static Chained Deep(int levels) => levels == 0 ? new Chained(null) : new Chained(Deep(levels - 1));

    private static string Write<T>(SystemTextJsonSerializer serializer, T job)
    {
        var body = new ArrayBufferWriter<byte>();
        serializer.Write(body, job);
        return Encoding.UTF8.GetString(body.WrittenSpan);
    }

    private static string WriteUntyped(SystemTextJsonSerializer serializer, object job)
    {
        var body = new ArrayBufferWriter<byte>();
        serializer.Write(body, job, job.GetType());
        return Encoding.UTF8.GetString(body.WrittenSpan);
    }

    private sealed record Named(string Name);

    private sealed record Outer(Named Inner);

    private sealed record Real(double Value);

    private sealed record Chained(Chained? Next, int Level = 0);

    private sealed record Counted(int Count);

    private sealed record Holder(object Value);

    private sealed class Loop
    {
        public Loop? Next { get; set; }

        public static Loop Create()
        {
            var loop = new Loop();
            loop.Next = loop;
            return loop;
        }
    }

    private sealed class Throwing
    {
        public string Name => throw new FormatException("no name");
    }
}
