using FsCheck;
using FsCheck.Fluent;
using Ponos.Delivery;

namespace Ponos.Core.Tests.Delivery;

/// <summary>The pauses of one queue, whoever orders and ends them in whatever order.</summary>
public sealed class StandingPausesTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private enum Act
    {
        Order,
        End,
        LookAndEnd,
        LookAndLeave,
    }

    [Test]
    public void Pauses_WhateverIsOrderedAndEnded_AreTheLastOrderOfEachCause() => Prop.ForAll(
        (from act in Gen.Elements(Enum.GetValues<Act>())
         from cause in Gen.Elements(PauseCause.Asked, PauseCause.Contract, PauseCause.Breaker)
         from seconds in Gen.Choose(0, 3)
         select (act, cause, seconds)).ArrayOf(40).ToArbitrary(),
        steps =>
        {
            var (pauses, now) = (StandingPauses.None, Start);
            var model = new Dictionary<PauseCause, StandingPause>();
            foreach (var (act, cause, seconds) in steps)
            {
                now += TimeSpan.FromSeconds(1);
                var standing = model.GetValueOrDefault(cause);
                switch (act)
                {
                    case Act.Order:
                        var order = Order(cause, $"{seconds}", seconds == 0 ? null : TimeSpan.FromSeconds(seconds));
                        if (pauses.Tells(order) != (standing?.Order.Reason == order.Reason))
                        {
                            return false;
                        }

                        pauses = pauses.With(order, now);
                        model[cause] = new StandingPause(order, standing?.Since ?? now, now + order.Look);
                        break;
                    case Act.End:
                        pauses = pauses.Without(cause);
                        model.Remove(cause);
                        break;
                    case Act.LookAndEnd when standing is not null:
                        pauses = pauses.Looked(standing, isOver: true, now);
                        model.Remove(cause);
                        break;
                    case Act.LookAndLeave when standing is not null:
                        pauses = pauses.Looked(standing, isOver: false, now);
                        model[cause] = standing with { LookAt = now + standing.Order.Look };
                        break;
                    default:
                        break;
                }

                if (pauses.Any != model.Count > 0 || !pauses.All.ToHashSet().SetEquals(model.Values) || pauses.All.Count != model.Count)
                {
                    return false;
                }
            }

            return true;
        }).QuickCheckThrowOnFailure();

    [Test]
    public void All_OrderedAgain_IsTheLastAndStandsSinceTheFirst()
    {
        var pauses = StandingPauses.None
            .With(Order(PauseCause.Asked, "a look"), Start)
            .With(Order(PauseCause.Line, "an error"), Start)
            .With(Order(PauseCause.Asked, "a second look"), Start + TimeSpan.FromHours(1));

        Assert.That(
            pauses.All.Select(pause => (pause.Order.Reason, pause.Since)),
            Is.EqualTo(new[] { ("an error", Start), ("a second look", Start) }));
    }

    [Test]
    public void Looked_ReplacedMeanwhile_LeavesTheNewer()
    {
        var before = StandingPauses.None.With(Order(PauseCause.Breaker, "open", TimeSpan.FromSeconds(1)), Start);
        var newer = before.With(Order(PauseCause.Breaker, "open", TimeSpan.FromSeconds(5)), Start);

        Assert.That(newer.Looked(before.All[0], isOver: true, Start + TimeSpan.FromSeconds(1)), Is.SameAs(newer));
        Assert.That(StandingPauses.None.Looked(before.All[0], isOver: false, Start), Is.SameAs(StandingPauses.None));
    }

    [Test]
    public void WaitAt_SeveralStand_IsUntilTheFirstLook()
    {
        var asked = StandingPauses.None.With(Order(PauseCause.Asked, "a look"), Start);
        var two = asked
            .With(Order(PauseCause.Contract, "no verdict", TimeSpan.FromSeconds(30)), Start)
            .With(Order(PauseCause.Breaker, "open", TimeSpan.FromSeconds(5)), Start);

        Assert.That(StandingPauses.None.WaitAt(Start), Is.EqualTo(TimeSpan.Zero), "None stands: the queue can be consumed.");
        Assert.That(asked.WaitAt(Start), Is.EqualTo(Timeout.InfiniteTimeSpan), "Somebody ends it.");
        Assert.That(two.WaitAt(Start + TimeSpan.FromSeconds(1)), Is.EqualTo(TimeSpan.FromSeconds(4)));
        Assert.That(two.WaitAt(Start + TimeSpan.FromSeconds(9)), Is.EqualTo(TimeSpan.Zero), "The look is late.");
    }

    private static PauseOrder Order(PauseCause cause, string reason, TimeSpan? look = null) => new(cause, reason) { Look = look };
}
