using Ponos.Retry;

namespace Ponos.Core.Tests.Retry;

public sealed class RetryPolicyTests
{
    [TestCase(Backoff.Exponential, new[] { 1, 2, 4, 8, 10, 10 })]
    [TestCase(Backoff.Linear, new[] { 1, 2, 3, 4, 5, 6 })]
    [TestCase(Backoff.Constant, new[] { 1, 1, 1, 1, 1, 1 })]
    public void WaitAfter_WithoutJitter_GrowsAsSaid(Backoff backoff, int[] seconds)
    {
        var policy = Policy(backoff, jitter: false);

        Assert.That(Enumerable.Range(1, 6).Select(attempt => policy.WaitAfter(attempt, 0.9).TotalSeconds), Is.EqualTo(seconds));
    }

    [TestCase(0.0, 1.5)]
    [TestCase(0.5, 2.0)]
    [TestCase(1.0, 2.5)]
    public void WaitAfter_WithJitter_VariesByAQuarter(double random, double seconds) =>
        Assert.That(Policy(Backoff.Exponential, jitter: true).WaitAfter(2, random).TotalSeconds, Is.EqualTo(seconds).Within(0.001));

    [Test]
    public void WaitAfter_ThousandthAttempt_IsTheLongestWait() =>
        Assert.That(Policy(Backoff.Exponential, jitter: true).WaitAfter(1000, 1).TotalSeconds, Is.EqualTo(10));

    [Test]
    public void Classify_Exceptions_TheMostDerivedRuleDecides()
    {
        var options = new RetryOptions().On<IOException>(FailureAction.RetryUncounted).On<FileNotFoundException>(FailureAction.Stop);

        Assert.That(options.Classify(new FileNotFoundException()), Is.EqualTo(FailureAction.Stop));
        Assert.That(options.Classify(new EndOfStreamException()), Is.EqualTo(FailureAction.RetryUncounted));
        Assert.That(options.Classify(new InvalidOperationException()), Is.EqualTo(FailureAction.Retry));
        Assert.That(options.Classify(new WorkerStopException("no")), Is.EqualTo(FailureAction.Stop));
    }

    private static RetryPolicy Policy(Backoff backoff, bool jitter) => new(
        5, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10), backoff, jitter, TimeSpan.FromSeconds(1), _ => FailureAction.Retry);
}
