using System.Reflection;
using Ponos.Delivery;
using Ponos.Retry;

namespace Ponos.Core.Tests.Retry;

/// <summary>From what an attempt threw to a verdict.</summary>
public sealed class FailureRuleTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);

    private static readonly Func<Exception, Exception>[] Wrappings =
    [
        exception => exception,
        exception => new AggregateException(exception),
        exception => new TargetInvocationException(exception),
        exception => new AggregateException(new TargetInvocationException(new AggregateException(exception))),
        exception => new AggregateException(new IOException("another"), exception),
        exception => new AggregateException(new AggregateException(), exception),
        exception => Enumerable.Range(0, 50).Aggregate(exception, (inner, _) => new TargetInvocationException(inner)),
    ];

    private static IEnumerable<TestCaseData> Wrapped() =>
        from wrapping in Enumerable.Range(0, Wrappings.Length)
        from word in new (Exception Exception, JobOutcome Outcome)[]
        {
            (new WorkerStopException("stop"), JobOutcome.Stopped),
            (new BrokenContractException("invalid"), JobOutcome.Invalid),
            (new JobInterruptedException("not here"), JobOutcome.Interrupted),
            (new IOException("fails"), JobOutcome.Failed),
        }
        select new TestCaseData(wrapping, word.Exception, word.Outcome).SetArgDisplayNames($"{wrapping}", word.Exception.GetType().Name);

    [TestCaseSource(nameof(Wrapped))]
    public void Judge_HandlersWordInWrappings_IsHeard(int wrapping, Exception word, JobOutcome expected) =>
        Assert.That(Judge(Wrappings[wrapping](word)).Outcome, Is.EqualTo(expected));

    [Test]
    public void Judge_WordBehindAnExceptionThatSaysSomething_IsNotHeard() =>
        Assert.That(
            Judge(new InvalidOperationException("in itself", new WorkerStopException("stop"))).Outcome, Is.EqualTo(JobOutcome.Failed));

    [Test]
    public void Judge_DeepBeyondMeasure_IsAFailure() =>
        Assert.That(
            Judge(Enumerable.Range(0, 100_000)
                .Aggregate((Exception)new IOException(), (inner, _) => new TargetInvocationException(inner))).Outcome,
            Is.EqualTo(JobOutcome.Failed));

    [Test]
    public void Judge_ClassifiedInAnAggregate_WhatSaysMostDecides()
    {
        var options = new RetryOptions().On<TimeoutException>(FailureAction.RetryUncounted).On<FormatException>(FailureAction.Invalid);

        Assert.That(options.Classify(new AggregateException(new TimeoutException())), Is.EqualTo(FailureAction.RetryUncounted));
        Assert.That(options.Classify(new AggregateException(new TimeoutException(), new IOException())), Is.EqualTo(FailureAction.Retry));
        Assert.That(
            options.Classify(new AggregateException(new TimeoutException(), new FormatException())), Is.EqualTo(FailureAction.Invalid));
        Assert.That(
            options.Classify(new AggregateException(new FormatException(), new WorkerStopException("stop"))),
            Is.EqualTo(FailureAction.Stop));
    }

    [Test]
    public void Judge_CancelledWhileTheServerStops_IsInterrupted()
    {
        Assert.That(Judge(new OperationCanceledException(), stopping: true).Outcome, Is.EqualTo(JobOutcome.Interrupted));
        Assert.That(Judge(new AggregateException(new TaskCanceledException()), stopping: true).Outcome, Is.EqualTo(JobOutcome.Interrupted));
        Assert.That(Judge(new OperationCanceledException()).Outcome, Is.EqualTo(JobOutcome.Failed));
    }

    [Test]
    public void Judge_RetryLater_WaitsAtLeastSoLongAndDoesNotCount()
    {
        var verdict = Judge(new RetryLaterException(TimeSpan.FromMinutes(3)), new Tries(2));

        Assert.That(
            (verdict.Outcome, verdict.Counts, verdict.Wait, verdict.Next),
            Is.EqualTo((JobOutcome.Failed, false, TimeSpan.FromMinutes(3), new Tries(2, 1, Now))));
    }

    [Test]
    public void Judge_RetryLaterThatCounts_IsAnAttempt()
    {
        Assert.That(Judge(new RetryLaterException(TimeSpan.FromMinutes(3), counts: true), new Tries(2)).Next, Is.EqualTo(new Tries(3)));
        Assert.That(
            Judge(new RetryLaterException(TimeSpan.FromMinutes(3), counts: true), new Tries(5)).Outcome, Is.EqualTo(JobOutcome.Exhausted));
    }

    [Test]
    public void Judge_UncountedAgainAndAgain_GrowsAndIsGivenUp()
    {
        var (tries, now, runs) = (Tries.First, Now, 0);
        while (true)
        {
            runs++;
            var verdict = FailureRule.Judge(
                new AttemptEnd(new RetryLaterException(TimeSpan.Zero)), tries, Policy, stopping: false, now, random: 0.5);
            if (verdict.Outcome == JobOutcome.Exhausted)
            {
                Assert.That(SettlementRule.Settle(verdict), Is.EqualTo(Settlement.Dead("given-up")));
                break;
            }

            Assert.That(verdict.Wait, Is.GreaterThanOrEqualTo(TimeSpan.FromSeconds(1)), "What does not count is not done at once.");
            (tries, now) = (verdict.Next, now + verdict.Wait);
        }

        Assert.That(now - Now, Is.InRange(TimeSpan.FromDays(1), TimeSpan.FromDays(1) + Policy.MaxDelay));
        Assert.That(runs, Is.LessThan(200));
        Assert.That(tries.Attempt, Is.EqualTo(1));
    }

    [Test]
    public void Judge_BreakerOpen_PausesTheQueueAndCostsNoAttempt()
    {
        var verdict = FailureRule.Judge(
            new AttemptEnd(new IOException("open"), Break: TimeSpan.FromSeconds(12)), new Tries(5), Policy, false, Now, 0.5);

        Assert.That(
            (verdict.Outcome, verdict.Pause!.Look, verdict.Pause.Probes),
            Is.EqualTo((JobOutcome.Interrupted, TimeSpan.FromSeconds(12), true)));
        Assert.That(SettlementRule.Settle(verdict), Is.EqualTo(Settlement.Requeue));
    }

    [Test]
    public void RetryLater_OutOfRange_IsRefused([Values(-1, 31)] int days) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => _ = new RetryLaterException(TimeSpan.FromDays(days)));

    private static RetryPolicy Policy { get; } = new(
        5,
        TimeSpan.FromSeconds(1),
        TimeSpan.FromMinutes(10),
        Backoff.Exponential,
        Jitter: false,
        TimeSpan.FromSeconds(1),
        new RetryOptions().Classify);

    private static Verdict Judge(Exception exception, Tries? tries = null, bool stopping = false) =>
        FailureRule.Judge(new AttemptEnd(exception), tries ?? Tries.First, Policy, stopping, Now, random: 0.5);
}
