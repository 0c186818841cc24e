using System.Collections.Concurrent;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Time.Testing;
using Ponos.Transport.RabbitMq;
using Ponos.Transport.Tests.Support;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Ponos.Transport.Tests.RabbitMq;

/// <summary>Many settle at once; the channel is told of each once, in one voice, and of none that is still open.</summary>
public sealed class AckSettlerTests
{
    [Test]
    public void Settle_ByManyInAnyOrder_EachIsSettledOnceAsItWasFinished()
    {
        var plan = from count in Gen.Choose(1, 120)
                   from prefetch in Gen.Choose(1, 200)
                   from ways in Gen.Choose(0, 99).ArrayOf(count)
                   from order in Gen.Shuffle(Enumerable.Range(0, count).ToArray())
                   select (prefetch, ways, order);
        Prop.ForAll(Arb.From(plan), given => RunAsync(given.prefetch, given.ways, given.order).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(150));
    }

    [Test]
    public void Settle_ClientThrowsBeforeItWrites_NobodyIsThrownAt([Values] bool byTimer)
    {
        var time = new FakeTimeProvider();
        var (channel, behind) = SettlingChannel.Create();
        behind.Written = _ => throw new AlreadyClosedException(new ShutdownEventArgs(ShutdownInitiator.Peer, 541, "gone"));
        using var settler = new AckSettler(
            channel, new RabbitTransportOptions { TimeProvider = time }, prefetch: 100, CancellationToken.None);
        var deliveries = new List<RabbitDelivery>();
        for (ulong tag = 1; tag <= 3; tag++)
        {
            deliveries.Add(RabbitDelivery.Read(settler, new BodyPool(), "q", tag, redelivered: false, "", "q", new BasicProperties(), []));
            settler.Add(deliveries[^1]);
        }

        deliveries[0].Ack(immediate: !byTimer);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(behind.Frames, Has.Count.EqualTo(1));

        deliveries[1].Ack(immediate: true);
        deliveries[2].Requeue();
        Assert.That(settler.FlushAsync().IsCompletedSuccessfully, Is.True);
        Assert.That(behind.Frames, Has.Count.EqualTo(1), "The channel is gone, and nothing more is written to it.");
    }

    private static async Task<bool> RunAsync(int prefetch, int[] ways, int[] order)
    {
        var (channel, behind) = SettlingChannel.Create();
        using var settler = new AckSettler(
            channel, new RabbitTransportOptions { AckWindow = TimeSpan.FromMilliseconds(1) }, prefetch, CancellationToken.None);
        var finished = new ConcurrentDictionary<ulong, bool>();
        var unsettled = new SortedSet<ulong>();
        var wrong = new ConcurrentQueue<string>();
        behind.Written = frame =>
        {
            var taken = unsettled.Where(tag => frame.Multiple ? tag <= frame.Tag : tag == frame.Tag).ToArray();
            if (!taken.Contains(frame.Tag))
            {
                wrong.Enqueue($"{frame} settles a tag again");
            }

            foreach (var tag in taken)
            {
                if (!finished.TryGetValue(tag, out var requeue) || requeue != frame.Requeue)
                {
                    wrong.Enqueue($"{frame} settles {tag}, which is {(finished.ContainsKey(tag) ? "finished otherwise" : "open")}");
                }

                unsettled.Remove(tag);
            }
        };
        var deliveries = new List<RabbitDelivery>();
        for (ulong tag = 1; tag <= (ulong)ways.Length; tag++)
        {
            unsettled.Add(tag);
            var delivery = RabbitDelivery.Read(settler, new BodyPool(), "q", tag, redelivered: false, "", "q", new BasicProperties(), []);
            settler.Add(delivery);
            deliveries.Add(delivery);
        }

        await Parallel.ForEachAsync(order, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (place, _) =>
        {
            var (delivery, way) = (deliveries[place], ways[place]);
            if (way % 5 == 0)
            {
                await Task.Yield();
            }

            finished[delivery.Tag] = way < 20;
            if (way < 20)
            {
                delivery.Requeue();
            }
            else
            {
                delivery.Ack(immediate: way < 40);
                // Again, as a handler's own code may: once is enough.
                delivery.Ack();
            }
        });
        await settler.FlushAsync().WaitAsync(TimeSpan.FromSeconds(20));

        Assert.That(wrong, Is.Empty);
        Assert.That(unsettled, Is.Empty);
        Assert.That(behind.Overlapped, Is.False);
        return true;
    }
}
