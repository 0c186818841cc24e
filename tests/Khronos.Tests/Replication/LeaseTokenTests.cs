using Khronos.Replication;

namespace Khronos.Tests.Replication;

public sealed class LeaseTokenTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.Parse("2026-11-23T10:00:00Z");

    [Test]
    public void CompareTo_OfTwo_HigherEpochThenWatermarkThenSequenceWins()
    {
        LeaseToken[] ordered =
        [
            LeaseToken.Question("somebody"),
            Token(1, null, 0),
            Token(1, Start.AddHours(2), 0),
            Token(2, null, 9),
            Token(2, Start, 0),
            Token(2, Start, 1),
            Token(2, Start.AddTicks(1), 0),
        ];
        Assert.That(ordered.Reverse().Order(), Is.EqualTo(ordered));
    }

    [Test]
    public void Read_WhatWasWritten_ComesBack()
    {
        var token = Token(3, Start, 7) with { Snapshot = 12, Through = 34, Holder = "host/1" };
        Assert.That(LeaseToken.Read(token.ToBytes()), Is.EqualTo(token));
    }

    [TestCase("")]
    [TestCase("[]")]
    [TestCase("""{"epoch":1}""")]
    [TestCase("""{"id":null,"epoch":1}""")]
    [TestCase("""{"id":"a","epoch":-1}""")]
    [TestCase("""{"id":"a","epoch":1e300}""")]
    [TestCase("""{"id":"a","epoch":1,"watermark":"never"}""")]
    [TestCase("null")]
    [TestCase("\ud800")]
    public void Read_WhatIsNoToken_IsNone(string text) => Assert.That(LeaseToken.Read(System.Text.Encoding.UTF8.GetBytes(text)), Is.Null);

    [TestCase(5, 5, true)]
    [TestCase(6, 5, true)]
    [TestCase(7, 5, false)]
    [TestCase(57, 0, true, TestName = "IsEpoch_StreamThatWasDeleted_GoesOnFromTheToken")]
    [TestCase(long.MaxValue, 0, false)]
    [TestCase(-1, 0, false)]
    public void IsEpoch_OfAToken_IsThatOfALeader(long epoch, long known, bool expected) =>
        Assert.That(Plausible.IsTokensEpoch(epoch, known), Is.EqualTo(expected));

    [TestCase(7, 5, true)]
    [TestCase(8, 5, false)]
    [TestCase(57, 0, true)]
    [TestCase(long.MaxValue, 0, false)]
    [TestCase(-1, 0, false)]
    public void IsEpoch_OfARecord_GoesOnFromItsToken(long epoch, long known, bool expected) =>
        Assert.That(Plausible.IsRecordsEpoch(epoch, known), Is.EqualTo(expected));

    private static LeaseToken Token(long epoch, DateTimeOffset? watermark, long sequence) =>
        new() { Id = Guid.NewGuid().ToString("N"), Epoch = epoch, Watermark = watermark, Sequence = sequence };
}
