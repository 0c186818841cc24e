using Ponos.Delivery;

namespace Ponos.Core.Tests.Delivery;

public sealed class SettlementRuleTests
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(7);
    private static readonly Tries Tried = new(3);
    private static readonly Tries Next = new(4, Uncounted: 1);

    private static IEnumerable<TestCaseData> Table()
    {
        yield return Row(JobOutcome.Succeeded, counts: true, Settlement.Ack);
        yield return Row(JobOutcome.Duplicate, counts: true, Settlement.Ack);
        yield return Row(JobOutcome.Undecodable, counts: true, Settlement.Invalid("undecodable"));
        yield return Row(JobOutcome.Invalid, counts: true, Settlement.Invalid("invalid"));
        yield return Row(JobOutcome.Unhandled, counts: true, Settlement.Dead("unhandled"));
        yield return Row(JobOutcome.Stopped, counts: true, Settlement.Dead("stopped"));
        yield return Row(JobOutcome.Exhausted, counts: true, Settlement.Dead("exhausted"));
        yield return Row(JobOutcome.Exhausted, counts: false, Settlement.Dead("given-up"));
        yield return Row(JobOutcome.Expired, counts: true, Settlement.Dead("expired"));
        yield return Row(JobOutcome.Expired, counts: true, Settlement.Ack, drops: true);
        yield return Row(JobOutcome.Cancelled, counts: true, Settlement.Dead("cancelled"));
        yield return Row(JobOutcome.Failed, counts: true, Settlement.Retry(Wait, Next));
        yield return Row(JobOutcome.Failed, counts: false, Settlement.Retry(Wait, Next));
        yield return Row(JobOutcome.TimedOut, counts: true, Settlement.Retry(Wait, Next));
        yield return Row(JobOutcome.TimedOut, counts: false, Settlement.Retry(Wait, Next));
        yield return Row(JobOutcome.Interrupted, counts: false, Settlement.Requeue);
        yield return Row(JobOutcome.Interrupted, counts: false, Settlement.Retry(TimeSpan.Zero, Tried), isUnrecorded: true);
    }

    [TestCaseSource(nameof(Table))]
    public void Settle_EachOutcome_HasItsSettlement(JobOutcome outcome, bool counts, bool isUnrecorded, bool drops, object expected) =>
        Assert.That(
            SettlementRule.Settle(
                new Verdict(outcome, Tried) { Counts = counts, Wait = Wait, Next = Next, IsUnrecorded = isUnrecorded, Drops = drops }),
            Is.EqualTo(expected));

    [Test]
    public void Settle_Table_CoversEveryOutcome() =>
        Assert.That(
            Table().Select(row => (JobOutcome)row.Arguments[0]!).Distinct(),
            Is.EquivalentTo(Enum.GetValues<JobOutcome>().Except([JobOutcome.None])));

    [Test]
    public void Settle_NoOutcome_IsAnError([Values((JobOutcome)99, default(JobOutcome))] JobOutcome outcome) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SettlementRule.Settle(new Verdict(outcome, Tries.First)));

    private static TestCaseData Row(JobOutcome outcome, bool counts, Settlement expected, bool isUnrecorded = false, bool drops = false) =>
        new TestCaseData(outcome, counts, isUnrecorded, drops, expected)
            .SetArgDisplayNames(outcome.ToString(), counts ? "counts" : "does not count", expected.Kind.ToString());
}
