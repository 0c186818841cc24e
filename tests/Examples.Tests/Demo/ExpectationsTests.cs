using Examples.Demo;

namespace Examples.Tests.Demo;

public class ExpectationsTests
{
    [Test]
    public void MissingFrom_NothingSeen_NamesEverything()
    {
        var missing = Expectations.MissingFrom(new LedgerPage([], []));

        Assert.That(missing, Has.Some.Contains("time.one-day.passed"));
        Assert.That(missing, Has.Some.Contains("metrics.collect: a job that succeeds"));
        Assert.That(missing, Has.Some.Contains("retried and succeeds"));
        Assert.That(missing, Has.Some.Contains("stops"));
        Assert.That(missing, Has.Some.Contains("handler's contract refuses"));
        Assert.That(missing, Has.Some.Contains("publisher refuses"));
    }

    [Test]
    public void MissingFrom_ATickThatNobodyCounted_NamesTheEvent()
    {
        var line = new LedgerLine(
            Ponos.JobKind.Event,
            "time.five-minutes.passed",
            "",
            Published: 286,
            Missed: 1,
            Succeeded: 286,
            Retried: 0,
            Dead: 0,
            Invalid: 0);

        Assert.That(Expectations.MissingFrom(new LedgerPage([line], [])), Has.Some.Contains("there are 286 and 1"));
        Assert.That(
            Expectations.MissingFrom(new LedgerPage([line with { Missed = 2 }], [])), Has.None.Contains("time.five-minutes.passed"));
    }
}
