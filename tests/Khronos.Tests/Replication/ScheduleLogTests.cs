using System.Text.Json.Nodes;
using Khronos.Replication;
using Khronos.Schedules;
using Khronos.Tests.Support;

namespace Khronos.Tests.Replication;

public sealed class ScheduleLogTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.Parse("2026-11-23T10:00:00Z");

    private readonly LogFormat _format = LogFormat.Current;
    private ScheduleLog _log = null!;
    private long _offset;

    [SetUp]
    public void SetUp()
    {
        _log = new ScheduleLog(_format, new TestClock(Start.AddHours(1)));
        _offset = 0;
    }

    [Test]
    public void Apply_DocumentsAndTombstones_LeaveTheNewestOfEach()
    {
        Assert.That(Apply(1, LogKind.Lead) && Put(1, "a", "1m") && Put(1, "b", "1m") && Put(1, "a", "2m"), Is.True);
        Apply(1, LogKind.Tombstone, record => record with { Name = "b" });
        Assert.That(_log.Documents().Single().Definition.Every, Is.EqualTo("2m"));
    }

    [TestCase("""{"definition":null,"owners":["me"],"putAt":"2026-11-23T10:00:00Z","activeFrom":"2026-11-23T10:00:00Z"}""")]
    [TestCase("""{"definition":{"name":"other"},"owners":["me"],"putAt":"2026-11-23T10:00:00Z","activeFrom":"2026-11-23T10:00:00Z"}""")]
    [TestCase("""{"definition":{"name":"poison"},"owners":null,"putAt":"2026-11-23T10:00:00Z","activeFrom":"2026-11-23T10:00:00Z"}""")]
    [TestCase(
        """{"definition":{"name":"poison","at":"soon"},"owners":[],"putAt":"2026-11-23T10:00:00Z","activeFrom":"2026-11-23T10:00:00Z"}""")]
    [TestCase("""[1, 2]""")]
    [TestCase("null")]
    public void Documents_OneThatCannotBeRead_IsNamedAndTheOthersAreThere(string document)
    {
        Apply(1, LogKind.Lead);
        Put(1, "a", "1m");
        Apply(
            1,
            LogKind.Document,
            record => record with { Name = "poison", Document = System.Text.Json.JsonDocument.Parse(document).RootElement });
        Put(1, "b", "1m");
        Assert.That(_log.Documents().Select(read => read.Name), Is.EqualTo(["a", "b"]));
        Assert.That(_log.UnreadableDocuments().Keys, Is.EqualTo(["poison"]));
    }

    [Test]
    public void Apply_RecordOfAnEarlierLeader_IsVoid()
    {
        Apply(1, LogKind.Lead);
        Put(1, "a", "1m");
        Apply(2, LogKind.Lead);
        Assert.That(Put(1, "a", "2m"), Is.False, "Its writer is told.");
        Assert.That(_log.Documents().Single().Definition.Every, Is.EqualTo("1m"));
    }

    [Test]
    public void Apply_TwoLeadersOfOneEpoch_TheFirstCounts()
    {
        Assert.That(Apply(3, LogKind.Lead), Is.True);
        Assert.That(Apply(3, LogKind.Lead), Is.False);
        Assert.That(Apply(4, LogKind.Lead), Is.True);
    }

    [Test]
    public void Apply_BeginningDropped_HigherEpochCountsAndSnapshotForgetsWhatIsNotInIt()
    {
        // All that is left of epoch 1 and 2: what a deposed leader wrote late.
        Put(1, "deleted-meanwhile", "1m");
        Assert.That(Put(2, "a", "1m"), Is.True);
        Apply(2, LogKind.Snapshot);
        Apply(2, LogKind.Checkpoint, record => record with { Watermark = Start });
        Put(2, "a", "1m");
        Apply(2, LogKind.SnapshotEnd);
        Assert.That(_log.Documents().Select(document => document.Name), Is.EqualTo(["a"]));
        Assert.That((_log.Snapshot, _log.Watermark), Is.EqualTo((2L, Start)));
    }

    [TestCase(1, 2L, true)]
    [TestCase(1, 1L, true)]
    [TestCase(1, 3L, false, TestName = "IsAsFarAs_LeaderHadReadMore_IsNot")]
    [TestCase(1, null, false, TestName = "IsAsFarAs_TokenOfAnEarlierKhronos_IsNot")]
    [TestCase(2, 2L, false, TestName = "IsAsFarAs_LeaderThatTheStreamDoesNotTellOf_IsNot")]
    [TestCase(0, 2L, false)]
    public void IsAsFarAs_Token_KnowsWhatItsLeaderHadRead(long epoch, long? through, bool expected)
    {
        Apply(1, LogKind.Lead);
        Put(1, "a", "1m");
        // One that counts for nothing was read all the same.
        Put(0, "a", "2m");
        Assert.That(_log.Through, Is.EqualTo(2));
        Assert.That(_log.IsAsFarAs(new LeaseToken { Id = "token", Epoch = epoch, Through = through }), Is.EqualTo(expected));
    }

    [Test]
    public void IsAsFarAs_RecordThatCannotBeRead_IsNot()
    {
        Apply(1, LogKind.Lead);
        Apply(1, LogKind.Document, record => record with { Name = "a", Format = 2, Needs = 2 });
        Assert.That(_log.IsAsFarAs(new LeaseToken { Id = "token", Epoch = 1, Through = 1 }), Is.False);
    }

    [Test]
    public void Copy_MoreIsRead_StaysAsItWasAndIsNotTheSameAnyMore()
    {
        Apply(1, LogKind.Lead);
        Put(1, "a", "1m");
        var copy = _log.Copy();
        Assert.That((copy.Epoch, copy.Through), Is.EqualTo((1L, 1L)));
        Put(1, "a", "1m");
        Apply(2, LogKind.Lead);
        Assert.That(_log.HasTheSameSchedules(copy), Is.True, "The same again changes nothing.");
        Put(2, "a", "2m");
        Assert.That(_log.HasTheSameSchedules(copy), Is.False, "Replaced.");
        Put(2, "a", "1m");
        Put(2, "b", "1m");
        Assert.That(_log.HasTheSameSchedules(copy), Is.False, "One more.");
        Apply(2, LogKind.Tombstone, record => record with { Name = "a" });
        Assert.That(_log.HasTheSameSchedules(copy), Is.False, "Another one.");
        Assert.That(copy.Documents().Single().Definition.Every, Is.EqualTo("1m"));
    }

    [Test]
    public void Apply_SnapshotThatIsCutShort_ForgetsNothing()
    {
        Apply(1, LogKind.Lead);
        Put(1, "a", "1m");
        Put(1, "b", "1m");
        Apply(1, LogKind.Snapshot);
        Put(1, "a", "1m");
        Apply(2, LogKind.Lead);
        Apply(2, LogKind.SnapshotEnd);
        Assert.That(_log.Documents(), Has.Count.EqualTo(2));
        Assert.That(_log.Snapshot, Is.Null);
    }

    [Test]
    public void Apply_Checkpoints_NeverGoBack()
    {
        Apply(1, LogKind.Checkpoint, record => record with { Watermark = Start.AddHours(1) });
        Apply(1, LogKind.Checkpoint, record => record with { Watermark = Start });
        Assert.That(_log.Watermark, Is.EqualTo(Start.AddHours(1)));
    }

    [Test]
    public void Apply_KindOfALaterVersion_IsPassedOver() => Assert.That(Apply(1, "something-new"), Is.True);

    [Test]
    public void Apply_NewerFormatThatMayBeRead_KeepsWhatIsUnknown()
    {
        var document = LogFormat.Write(Document("a", "1m"));
        var extended = JsonNode.Parse(document.GetRawText())!.AsObject();
        extended["note"] = "new";
        Apply(
            1,
            LogKind.Document,
            record => record with { Format = 2, Name = "a", Document = System.Text.Json.JsonSerializer.SerializeToElement(extended) });
        var read = _log.Documents().Single();
        Assert.That(_log.Unreadable, Is.Null);
        Assert.That(LogFormat.Write(read with { IsPaused = true }).GetProperty("note").GetString(), Is.EqualTo("new"));
    }

    [Test]
    public void Apply_FormatThatMayNotBeRead_SaysSo()
    {
        Apply(1, LogKind.Document, record => record with { Format = 3, Needs = 3, Name = "a" });
        Assert.That(_log.Unreadable, Is.EqualTo(3));
    }

    [TestCase("""{"epoch":9000000000000000000}""", TestName = "Apply_EpochThatNobodyCouldFollow_IsRefused")]
    [TestCase("""{"epoch":5}""", TestName = "Apply_EpochBeyondTheNext_IsRefused")]
    [TestCase("""{"epoch":-1}""", TestName = "Apply_EpochBelowZero_IsRefused")]
    [TestCase("""{"needs":1000,"format":1000}""", TestName = "Apply_FormatThatDoesNotExist_IsRefused")]
    [TestCase("""{"needs":7}""", TestName = "Apply_NeedsMoreThanItsOwnFormat_IsRefused")]
    [TestCase("""{"kind":"checkpoint","watermark":"9999-01-01T00:00:00Z"}""", TestName = "Apply_WatermarkFarAhead_IsRefused")]
    [TestCase("""{"id":null}""", TestName = "Read_RecordWithoutId_IsNone")]
    [TestCase("""{"kind":null}""", TestName = "Read_RecordWithoutKind_IsNone")]
    public void Apply_RecordThatNoLeaderWrites_ChangesNothing(string forged)
    {
        Apply(1, LogKind.Lead);
        Apply(2, LogKind.Lead);
        Put(2, "a", "1m");
        var written = JsonNode.Parse(Record(2, LogKind.Tombstone).ToBytes())!.AsObject();
        written["name"] = "a";
        foreach (var (key, value) in JsonNode.Parse(forged)!.AsObject())
        {
            written[key] = value?.DeepClone();
        }

        if (LogRecord.Read(System.Text.Encoding.UTF8.GetBytes(written.ToJsonString())) is { } record)
        {
            Assert.That(_log.Apply(record, 99, 100), Is.False);
        }

        Assert.That((_log.Epoch, _log.Unreadable, _log.Watermark), Is.EqualTo((2L, (int?)null, (DateTimeOffset?)null)));
        Assert.That(_log.Documents().Single().Name, Is.EqualTo("a"));
        Assert.That(Apply(3, LogKind.Lead), Is.True, "The next leader leads.");
    }

    [Test]
    public void Documents_OfAnEarlierFormat_AreUpgradedStepByStep()
    {
        static JsonObject Step(JsonObject document)
        {
            document["owners"]!.AsArray().Add($"step {document["owners"]!.AsArray().Count}");
            return document;
        }

        var later = new ScheduleLog(new LogFormat(3, 3, [Step, Step]), new TestClock(Start));
        later.Apply(Record(1, LogKind.Document) with { Name = "a", Document = LogFormat.Write(Document("a", "1m")) }, 0, 100);
        later.Apply(Record(1, LogKind.Document) with { Format = 2, Name = "b", Document = LogFormat.Write(Document("b", "1m")) }, 1, 100);
        Assert.That(later.Documents().Select(document => document.Owners.Count), Is.EqualTo([3, 2]));
    }

    [Test]
    public void LiveBytes_DocumentsReplacedAndDeleted_CountWhatIsThere()
    {
        Put(1, "a", "1m");
        Put(1, "a", "2m");
        Put(1, "b", "1m");
        Apply(1, LogKind.Tombstone, record => record with { Name = "b" });
        Assert.That((_log.LiveBytes, _log.BytesSinceSnapshot), Is.EqualTo((100L, 400L)));
    }

    private static ScheduleDocument Document(string name, string every) => new()
    {
        Definition = new PutSchedule { Name = name, Every = every }, Owners = ["me"], PutAt = Start, ActiveFrom = Start,
    };

    private LogRecord Record(long epoch, string kind) => LogRecord.New(_format, epoch, kind);

    private bool Put(long epoch, string name, string every) =>
        Apply(epoch, LogKind.Document, record => record with { Name = name, Document = LogFormat.Write(Document(name, every)) });

    private bool Apply(long epoch, string kind, Func<LogRecord, LogRecord>? with = null) =>
        _log.Apply((with ?? (record => record))(LogRecord.Read(Record(epoch, kind).ToBytes())!), _offset++, 100);
}
