using Ponos.Delivery;

namespace Ponos.Core.Tests.Delivery;

public sealed class SettlementRuleTests
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(7);

    private static IEnumerable<TestCaseData> Table()
    {
        yield return Row(JobOutcome.Succeeded, counts: true, Settlement.Ack);
        yield return Row(JobOutcome.Duplicate, counts: true, Settlement.Ack);
        yield return Row(JobOutcome.Undecodable, counts: true, Settlement.Invalid("undecodable"));
        yield return Row(JobOutcome.Invalid, counts: true, Settlement.Invalid("invalid"));
        yield return Row(JobOutcome.Unhandled, counts: true, Settlement.Dead("unhandled"));
        yield return Row(JobOutcome.Stopped, counts: true, Settlement.Dead("stopped"));
        yield return Row(JobOutcome.Exhausted, counts: true, Settlement.Dead("exhausted"));
        yield return Row(JobOutcome.Failed, counts: true, Settlement.Retry(Wait, nextAttempt: 4));
        yield return Row(JobOutcome.Failed, counts: false, Settlement.Retry(Wait, nextAttempt: 3));
        yield return Row(JobOutcome.TimedOut, counts: true, Settlement.Retry(Wait, nextAttempt: 4));
        yield return Row(JobOutcome.TimedOut, counts: false, Settlement.Retry(Wait, nextAttempt: 3));
        yield return Row(JobOutcome.Interrupted, counts: true, Settlement.Requeue);
    }

    [TestCaseSource(nameof(Table))]
    public void Settle_EachOutcome_HasItsSettlement(JobOutcome outcome, bool counts, object expected) =>
        Assert.That(SettlementRule.Settle(outcome, attempt: 3, counts, Wait), Is.EqualTo(expected));

    [Test]
    public void Settle_Table_CoversEveryOutcome() =>
        Assert.That(Table().Select(row => (JobOutcome)row.Arguments[0]!).Distinct(), Is.EquivalentTo(Enum.GetValues<JobOutcome>()));

    [Test]
    public void Settle_NoOutcome_IsAnError() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SettlementRule.Settle((JobOutcome)99, 1, counts: true, Wait));

    private static TestCaseData Row(JobOutcome outcome, bool counts, Settlement expected) =>
        new TestCaseData(outcome, counts, expected).SetArgDisplayNames(outcome.ToString(), counts ? "counts" : "does not count", expected.Kind.ToString());
}
