using FsCheck;
using FsCheck.Fluent;
using Ponos.Topology;
using Ponos.Transport.RabbitMq;

namespace Ponos.Transport.Tests.RabbitMq;

/// <summary>What is wanted, and what stands: each fact has one owner, and goes when it is no longer so.</summary>
public sealed class TopologyStateTests
{
    private static readonly string[] Names = ["a", "b", "c"];

    [Test]
    public void Standing_WhateverIsDeclaredAndRefused_KeepsTheLastWord()
    {
        var step = from kind in Gen.Choose(0, 4) from name in Gen.Elements(Names) select (kind, name);
        Prop.ForAll(Arb.From(step.ListOf()), steps =>
        {
            var standing = new StandingTopology(live: null, TimeProvider.System);
            var faults = new HashSet<string>();
            var declared = new HashSet<string>();
            foreach (var (kind, name) in steps)
            {
                switch (kind)
                {
                    case 0:
                        standing.Add(Queue(name));
                        declared.Add(name);
                        faults.Remove(name);
                        break;
                    case 1:
                        Assert.That(standing.Fault(name, "why"), Is.EqualTo(faults.Add(name)), "It is news once.");
                        break;
                    case 2:
                        standing.Mend(name);
                        faults.Remove(name);
                        break;
                    case 3:
                        standing.Gone(JobAddress.Queue(name));
                        Assert.That(standing.Has(JobAddress.Queue(name)), Is.False);
                        break;
                    default:
                        standing.Found(JobAddress.Queue(name));
                        Assert.That(standing.Has(JobAddress.Queue(name)), Is.True);
                        break;
                }

                Assert.That(standing.Faults.Keys, Is.EquivalentTo(faults));
                Assert.That(Names.Where(standing.Declared), Is.EquivalentTo(declared.Except(faults)));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));
    }

    [Test]
    public void Fault_ToldAgain_KeepsSinceWhen()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var standing = new StandingTopology(live: null, time);
        standing.Fault("q", "one reason");
        var since = standing.Faults["q"].Since;
        time.Advance(TimeSpan.FromMinutes(1));

        standing.Fault("q", "another");

        Assert.That(standing.Faults["q"].Since, Is.EqualTo(since));
        Assert.That(standing.Faults["q"].Reason, Is.EqualTo("another"));
    }

    [Test]
    public void Wanted_WhateverIsAdded_PartsAreOfTheWholeAndTheWholeOfParts()
    {
        var shape = from queue in Gen.Elements(Names) from exchange in Gen.Elements(
            "x", "y") from bound in Gen.Elements(true, false) select (queue, exchange, bound);
        Prop.ForAll(Arb.From(shape.ListOf()), shapes =>
        {
            var wanted = new WantedTopology(DelayLadder.Default);
            foreach (var (queue, exchange, bound) in shapes)
            {
                wanted.Add(new TopologyShape(
                    [new ExchangeShape(exchange, ExchangeType.Fanout)],
                    [new QueueShape(queue, QueueType.Quorum)],
                    bound ? [new BindingShape(exchange, queue, ToExchange: false, "")] : []));
            }

            var whole = wanted.Everything();
            var parts = whole.Queues.Select(queue => wanted.PartFor(queue.Name))
                .Concat(whole.Exchanges.Select(exchange => wanted.PartFor(exchange.Name)))
                .ToArray();
            Assert.That(parts.SelectMany(part => part.Queues).Distinct(), Is.EquivalentTo(whole.Queues));
            Assert.That(parts.SelectMany(part => part.Bindings).Distinct(), Is.EquivalentTo(whole.Bindings));
            Assert.That(parts.SelectMany(part => part.Exchanges).Distinct(), Is.EquivalentTo(whole.Exchanges));
            Assert.That(
                parts.All(part => part.Bindings.All(binding => part.Exchanges.Any(exchange => exchange.Name == binding.Source))),
                "A binding comes with where it comes from.");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));
    }

    [Test]
    public void DropExit_WasAdded_LeavesNothingOfIt()
    {
        var wanted = new WantedTopology(DelayLadder.Default);
        var address = JobAddress.Queue("q");
        wanted.AddExit(address);
        Assert.That(wanted.HasExit(address), Is.True);

        wanted.DropExit(address);

        Assert.That(wanted.HasExit(address), Is.False);
        Assert.That(wanted.Everything().Bindings, Is.Empty);
    }

    private static TopologyShape Queue(string name) => new([], [new QueueShape(name, QueueType.Quorum)], []);
}
