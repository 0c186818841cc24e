using FsCheck;
using FsCheck.Fluent;
using Ponos.Transport.RabbitMq;

namespace Ponos.Transport.Tests.RabbitMq;

/// <summary>Each number that went in comes out once, whatever the broker answers in whatever order.</summary>
public sealed class ConfirmWindowTests
{
    private const int Capacity = 10;

    private enum Kind
    {
        Enter,
        TakeBack,
        Leave,
        LeaveMany,
        Find,
        Return,
    }

    [Test]
    public void Window_WhateverIsAnswered_GivesEachOutOnce()
    {
        var step = from kind in Gen.Frequency(
            (6, Gen.Constant(Kind.Enter)),
            (5, Gen.Elements(Enum.GetValues<Kind>()))) from number in Gen.Choose(0, 40) select (kind, number);
        Prop.ForAll(Arb.From(step.ListOf()), steps => Run([.. steps]))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2_000).WithEndSize(150));
    }

    private static void Run((Kind Kind, int Number)[] steps)
    {
        var window = new ConfirmWindow(Capacity);
        var publishes = new PendingPublishes();
        var inside = new SortedDictionary<ulong, PendingPublish>();
        ulong next = 1;
        foreach (var (kind, number) in steps)
        {
            var left = new List<UnconfirmedPublish>();
            var sequence = (ulong)number;
            switch (kind)
            {
                case Kind.Enter when !window.IsFull:
                    var pending = publishes.Next();
                    Assert.That(window.Enter(pending), Is.EqualTo(next));
                    inside.Add(next++, pending);
                    break;
                case Kind.TakeBack when inside.ContainsKey(next - 1):
                    Assert.That(window.TakeBack(--next), Is.SameAs(inside[next]));
                    inside.Remove(next);
                    break;
                case Kind.Leave or Kind.LeaveMany:
                    // The broker answers only what was written.
                    sequence = Math.Min(sequence, next - 1);
                    window.Leave(sequence, kind == Kind.LeaveMany, left);
                    Assert.That(left, Is.EqualTo(Remove(inside, each => kind == Kind.LeaveMany ? each <= sequence : each == sequence)));
                    break;
                case Kind.Find:
                    Assert.That(window.Find(sequence), Is.SameAs(inside.GetValueOrDefault(sequence)));
                    break;
                case Kind.Return when inside.Count > 0:
                    var back = inside.ElementAt(number % inside.Count).Value;
                    window.MarkReturned(back.MessageId, back.RoutingKey);
                    Assert.That(back.Returned, Is.True);
                    break;
            }

            Assert.That(window.Count, Is.EqualTo(inside.Count));
            Assert.That(window.IsFull, Is.EqualTo(inside.Count == Capacity));
        }

        var rest = new List<UnconfirmedPublish>();
        window.Clear(rest);
        Assert.That(rest, Is.EquivalentTo(inside.Values));
    }

    private static PendingPublish[] Remove(SortedDictionary<ulong, PendingPublish> inside, Func<ulong, bool> which)
    {
        var removed = inside.Where(each => which(each.Key)).ToArray();
        foreach (var (sequence, _) in removed)
        {
            inside.Remove(sequence);
        }

        return [.. removed.Select(each => each.Value)];
    }
}
