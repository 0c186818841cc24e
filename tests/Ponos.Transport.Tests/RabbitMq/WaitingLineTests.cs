using FsCheck;
using FsCheck.Fluent;
using Ponos.Transport.RabbitMq;

namespace Ponos.Transport.Tests.RabbitMq;

/// <summary>First come, first served, without those who gave up.</summary>
public sealed class WaitingLineTests
{
    [Test]
    public void TryTake_SomeGaveUp_GivesTheOthersInTheirOrder()
    {
        // More of the first than anything else, so that the line grows beyond the length where it is cleared.
        var step = Gen.Frequency((5, Gen.Constant(0)), (1, Gen.Constant(1)), (3, Gen.Constant(2)));
        Prop.ForAll(
            Arb.From(from many in Gen.Choose(0, 3) from steps in step.ListOf() select (many, steps)),
            given => Run(given.many, [.. given.steps]))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithEndSize(200));
    }

    private static void Run(int many, int[] steps)
    {
        var line = new WaitingLine();
        var publishes = new PendingPublishes();
        var waiting = new List<(PendingPublish Publish, CancellationTokenSource Caller)>();
        for (var i = 0; i < many * 700; i++)
        {
            Enqueue();
        }

        foreach (var step in steps)
        {
            switch (step)
            {
                case 0:
                    Enqueue();
                    break;
                case 1:
                    Assert.That(line.TryTake(out var taken), Is.EqualTo(waiting.Count > 0));
                    Assert.That(taken, Is.SameAs(waiting.FirstOrDefault().Publish));
                    waiting.RemoveRange(0, Math.Min(1, waiting.Count));
                    break;
                case 2 when waiting.Count > 0:
                    var last = waiting[waiting.Count / 2];
                    last.Caller.Cancel();
                    waiting.Remove(last);
                    break;
            }
        }

        foreach (var (publish, _) in waiting)
        {
            Assert.That(line.TryTake(out var taken), Is.True);
            Assert.That(taken, Is.SameAs(publish));
        }

        Assert.That(line.TryTake(out _), Is.False);
        Assert.That(line.Count, Is.Zero);

        void Enqueue()
        {
            var caller = new CancellationTokenSource();
            var publish = publishes.Next(caller.Token);
            line.Enqueue(publish);
            waiting.Add((publish, caller));
        }
    }
}
