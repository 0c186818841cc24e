using FsCheck;
using FsCheck.Fluent;
using Ponos.Transport.RabbitMq;
using RabbitMQ.Client;

namespace Ponos.Transport.Tests.RabbitMq;

/// <summary>Nothing is acknowledged past an open delivery; each is settled once, and as it was finished.</summary>
public sealed class DeliveryChainTests
{
    private enum Kind
    {
        Add,
        Ack,
        Requeue,
        NextRound,
        Collect,
        CollectAll,
    }

    [Test]
    public void Collect_WhateverIsFinishedWhen_SettlesEachOnceAndNoneThatIsOpen()
    {
        var step = from kind in Gen.Frequency(
            (5, Gen.Constant(Kind.Add)),
            (7, Gen.Elements(Kind.Ack, Kind.Ack, Kind.Requeue)),
            (4, Gen.Elements(Kind.NextRound, Kind.Collect, Kind.CollectAll)))
                   from number in Gen.Choose(0, 100)
                   select (kind, number);
        Prop.ForAll(Arb.From(step.ListOf()), steps => Run([.. steps]))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(3_000).WithEndSize(150));
    }

    private static void Run((Kind Kind, int Number)[] steps)
    {
        var chain = new DeliveryChain();
        var open = new List<RabbitDelivery>();
        var unsettled = new SortedDictionary<ulong, RabbitDelivery>();
        ulong tag = 0;
        foreach (var (kind, number) in steps)
        {
            switch (kind)
            {
                case Kind.Add:
                    var delivery = NewDelivery(++tag);
                    chain.Add(delivery);
                    open.Add(delivery);
                    unsettled.Add(tag, delivery);
                    break;
                case Kind.Ack or Kind.Requeue when open.Count > 0:
                    var finished = open[number % open.Count];
                    open.Remove(finished);
                    chain.Finish(finished, kind == Kind.Ack ? Settling.Ack : Settling.Requeue);
                    break;
                case Kind.NextRound:
                    chain.NextRound();
                    break;
                case Kind.Collect or Kind.CollectAll:
                    Settle(chain, kind == Kind.CollectAll, open, unsettled);
                    break;
            }

            Assert.That(chain.Open, Is.EqualTo(open.Count));
            Assert.That(chain.Finished, Is.EqualTo(unsettled.Count - open.Count));
        }

        foreach (var delivery in open.ToArray())
        {
            open.Remove(delivery);
            chain.Finish(delivery, Settling.Ack);
        }

        Settle(chain, all: true, open, unsettled);
        Assert.That(unsettled, Is.Empty);
    }

    private static void Settle(DeliveryChain chain, bool all, List<RabbitDelivery> open, SortedDictionary<ulong, RabbitDelivery> unsettled)
    {
        var frames = new List<SettleFrame>();
        chain.Collect(all, frames);
        foreach (var frame in frames)
        {
            // As the broker does: a multiple one takes all that is unsettled up to it.
            var taken = unsettled.Keys.Where(each => frame.Multiple ? each <= frame.Tag : each == frame.Tag).ToArray();
            Assert.That(taken, Does.Contain(frame.Tag), "A second settlement of a tag costs the channel.");
            foreach (var settled in taken)
            {
                Assert.That(open, Does.Not.Contain(unsettled[settled]));
                Assert.That(unsettled[settled].Settling, Is.EqualTo(frame.Requeue ? Settling.Requeue : Settling.Ack));
                unsettled.Remove(settled);
            }
        }

        if (all)
        {
            Assert.That(unsettled, Has.Count.EqualTo(open.Count));
        }
    }

    private static RabbitDelivery NewDelivery(ulong tag) =>
        RabbitDelivery.Read(settler: null!, new BodyPool(), "q", tag, redelivered: false, "", "q", new BasicProperties(), []);
}
