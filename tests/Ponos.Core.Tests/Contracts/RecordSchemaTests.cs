using System.Buffers;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ponos.Contracts;

namespace Ponos.Core.Tests.Contracts;

/// <summary>
/// The generated schema of each sample record, as an approved file. Set PONOS_APPROVE=1 to write the files anew; a review
/// then sees what changed.
/// </summary>
public sealed class RecordSchemaTests
{
    private static readonly SystemTextJsonSerializer Serializer = new(SystemTextJsonSerializer.CreateOptions());

    private static IEnumerable<TestCaseData> Samples() =>
        SampleRecords.All.Select(sample => new TestCaseData(sample).SetArgDisplayNames(NameOf(sample.GetType())));

    [TestCaseSource(nameof(Samples))]
    public void Generate_Record_IsAsApproved(object sample)
    {
        var schema = JsonNode.Parse(SchemaOf(sample.GetType()).SchemaText)!.ToJsonString(new JsonSerializerOptions { WriteIndented = true })
            + "\n";
        var file = Path.Combine(ApprovedFolder(), NameOf(sample.GetType()) + ".schema.json");
        if (Environment.GetEnvironmentVariable("PONOS_APPROVE") == "1")
        {
            File.WriteAllText(file, schema);
        }

        Assert.That(schema, Is.EqualTo(File.Exists(file) ? File.ReadAllText(file).ReplaceLineEndings("\n") : "(no approved file)"), file);
    }

    [TestCaseSource(nameof(Samples))]
    public void IsValid_JobAsItIsWritten_IsTaken(object sample)
    {
        var contract = SchemaOf(sample.GetType());
        var body = new ArrayBufferWriter<byte>();
        Serializer.Write(body, sample, sample.GetType());

        Assert.That(contract.Check(body.WrittenSpan), Is.Empty, Encoding.UTF8.GetString(body.WrittenSpan));
    }

    [TestCaseSource(nameof(Samples))]
    public void IsValid_JobWithATid_IsTaken(object sample)
    {
        var body = new ArrayBufferWriter<byte>();
        Serializer.Write(body, sample, sample.GetType());
        var job = JsonNode.Parse(body.WrittenSpan)!;
        job["tid"] = "t-1";

        var contract = SchemaOf(sample.GetType());
        using var payload = JobPayload.Read(Encoding.UTF8.GetBytes(job.ToJsonString()));

        Assert.That(contract.Check(payload.For(contract.HasTid).Span), Is.Empty);
    }

    [TestCase(typeof(SampleRecords.Numbers),
        """{"int":2147483648,"long":1,"short":1,"byte":1,"uInt":1,"uLong":1,"sByte":1,"uShort":1}""", "/int maximum")]
    [TestCase(typeof(SampleRecords.Numbers),
        """{"int":1,"long":1,"short":1,"byte":256,"uInt":1,"uLong":1,"sByte":1,"uShort":1}""", "/byte maximum")]
    [TestCase(typeof(SampleRecords.Text), """{"value":null}""", "/value type")]
    [TestCase(typeof(SampleRecords.Text), "{}", " required")]
    [TestCase(typeof(SampleRecords.Tinies), """{"tiny":256}""", "/tiny maximum")]
    [TestCase(typeof(SampleRecords.Sizes), """{"size":"Huge","other":null}""", "/size enum")]
    [TestCase(typeof(SampleRecords.Days), """{"day":"2026-02-30","time":"10:00:00"}""", "/day format")]
    [TestCase(typeof(SampleRecords.Days), """{"day":"2026-02-28","time":"25:00:00"}""", "/time pattern")]
    [TestCase(typeof(SampleRecords.PatternRules), """{"code":"xx ab-12"}""", "/code pattern")]
    [TestCase(typeof(SampleRecords.NeededTexts), """{"name":"  ","other":null}""", "/name pattern")]
    [TestCase(typeof(SampleRecords.ExclusiveRange), """{"value":2}""", "/value exclusiveMaximum")]
    [TestCase(typeof(SampleRecords.Recursive),
        """{"name":"a","next":{"name":"b","next":{"name":7,"next":null}}}""", "/next/next/name type")]
    public void Explain_JobThatCannotBeRead_NamesPointerAndKeyword(Type type, string job, string expected) =>
        Assert.That(
            SchemaOf(type).Check(Encoding.UTF8.GetBytes(job)).Select(violation => $"{violation.Pointer} {violation.Keyword}"),
            Does.Contain(expected));

    [Test]
    public void Generate_NoObject_IsRefused()
    {
        var exception = Assert.Throws<InvalidOperationException>(() => ContractRegistry.Build(
            [new ContractDescriptor<string>(JobKind.Task, "a.task")], new JobJson(Serializer, new CompiledContracts())));

        Assert.That(exception!.Message, Does.Contain("a.task").And.Contain("wrap the value in a record"));
    }

    private static Contract SchemaOf(Type type)
    {
        var descriptor = (ContractDescriptor)Activator.CreateInstance(
            typeof(ContractDescriptor<>).MakeGenericType(type), JobKind.Task, "a.task", null, null)!;
        var registry = ContractRegistry.Build([descriptor], new JobJson(Serializer, new CompiledContracts()));
        return registry.TryGet(JobKind.Task, "a.task", out var contract) ? contract : throw new InvalidOperationException();
    }

    private static string NameOf(MemberInfo type) => type.Name;

    private static string ApprovedFolder()
    {
        var folder = new DirectoryInfo(TestContext.CurrentContext.TestDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Ponos.Net.sln")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder.FullName, "tests", "Ponos.Core.Tests", "Contracts", "Approved");
    }
}
