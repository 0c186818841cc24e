using Microsoft.Extensions.Time.Testing;
using Ponos.Transport.RabbitMq;

namespace Ponos.Transport.Tests.RabbitMq;

/// <summary>When a consumer is held to hear nothing though it should.</summary>
internal sealed class ConsumerSilenceTests
{
    private static readonly FiguresOfQueue Empty = new(Ready: 0, Consumers: 1);
    private static readonly FiguresOfQueue Ready = new(Ready: 5, Consumers: 1);
    private static readonly FiguresOfQueue NotConsumed = new(Ready: 0, Consumers: 0);

    private readonly FakeTimeProvider _time = new();

    [Test]
    public void IsDue_WhileJobsCome_NeverAsks()
    {
        var silence = New();
        for (var second = 0; second < 60; second++)
        {
            silence.Heard();
            _time.Advance(TimeSpan.FromSeconds(1));
            Assert.That(silence.IsDue(), Is.False);
        }
    }

    [Test]
    public void Convicts_JobsReadyInTwoLooks_YesAndThenMoreAndMoreSeldom()
    {
        var silence = New();
        Quiet(silence);
        Assert.That(silence.Convicts(Ready), Is.False, "Once may be chance.");
        Assert.That((silence.IsDue(), silence.Convicts(Ready)), Is.EqualTo((true, true)));

        silence.Began();
        _ = silence.IsDue();
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.That(silence.IsDue(), Is.False, "The next connection is given its time.");
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.That(silence.IsDue(), Is.True);
    }

    [Test]
    public void Convicts_AJobCameBetweenTheLooks_No()
    {
        var silence = New();
        Quiet(silence);
        _ = silence.Convicts(Ready);
        silence.Heard();
        Quiet(silence);

        Assert.That(silence.Convicts(Ready), Is.False);
    }

    [Test]
    public void IsDue_EmptyQueue_IsAskedMoreAndMoreSeldom()
    {
        var silence = New();
        Quiet(silence);
        var asked = 0;
        for (var second = 0; second < 600; second++)
        {
            if (silence.IsDue())
            {
                asked++;
                Assert.That(silence.Convicts(Empty), Is.False);
            }

            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.That(asked, Is.InRange(35, 50), "Every 15 seconds at last.");
    }

    [Test]
    public void Convicts_StandbyOfASingleActiveConsumer_No()
    {
        var silence = New(single: true);
        Quiet(silence);
        var two = new FiguresOfQueue(Ready: 5, Consumers: 2);

        Assert.That((silence.Convicts(two), silence.Convicts(two)), Is.EqualTo((false, false)));
        Assert.That((silence.Convicts(Ready), silence.Convicts(Ready)), Is.EqualTo((false, true)), "Alone it is the active one.");
    }

    [Test]
    public void Trouble_NoConsumerIsKnownInThreeLooks_IsSaidUntilOneIs()
    {
        var silence = New();
        Quiet(silence);
        var said = new List<bool>();
        for (var look = 0; look < 4; look++)
        {
            Assert.That((silence.IsDue(), silence.Convicts(NotConsumed)), Is.EqualTo((true, false)));
            said.Add(silence.Trouble is not null);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.That(said, Is.EqualTo(new[] { false, false, true, true }));
        Assert.That((silence.IsDue(), silence.Convicts(Empty), silence.Trouble), Is.EqualTo((true, false, (TransportState?)null)));
    }

    [Test]
    public void Trouble_AConsumerBeginsOrAJobComes_IsNotSaidAnyMore([Values] bool begins)
    {
        var silence = New();
        Quiet(silence);
        for (var look = 0; look < 3; look++)
        {
            _ = silence.Convicts(NotConsumed);
        }

        Assert.That(silence.Trouble, Is.Not.Null);
        if (begins)
        {
            silence.Began();
        }
        else
        {
            // Nobody looks any more where it filled what the consumer may have.
            silence.Heard();
        }

        Assert.That(silence.Trouble, Is.Null);
    }

    [Test]
    public void Trouble_QueueThatMayNotBeLookedAt_IsNone()
    {
        var silence = New();
        Quiet(silence);
        for (var look = 0; look < 5; look++)
        {
            _ = silence.Convicts(new FiguresOfQueue(Ready: 0, Consumers: null));
        }

        Assert.That(silence.Trouble, Is.Null);
    }

    private ConsumerSilence New(bool single = false) => new(new RabbitTransportOptions { TimeProvider = _time }, single);

    private void Quiet(ConsumerSilence silence)
    {
        Assert.That(silence.IsDue(), Is.False);
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.That(silence.IsDue(), Is.True);
    }
}
