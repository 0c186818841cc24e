using FsCheck;
using FsCheck.Fluent;
using Ponos.Redis.Limits;
using Ponos.Tests.Support;

namespace Ponos.Redis.Tests;

/// <summary>What a process remembers of its permits, against the list of all that it ever gave.</summary>
internal sealed class PermitLogTests
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(1);

    /// <summary>Steps of time in microseconds; at each it is asked for as many as there may be.</summary>
    [Test]
    public void Free_AtAnyTimes_NeverLetsAPeriodHoldMoreThanTheLimit() =>
        Prop.ForAll(Arb.From(Gen.Choose(1, 20).Zip(Gen.Choose(0, 1500).Zip(Gen.Choose(0, 5)).ListOf())), given =>
        {
            var (limit, steps) = given;
            var log = new PermitLog(Period);
            var (now, number, all) = (1_700_000_000_000_000L, 0L, new List<long>());
            foreach (var (step, wanted) in steps)
            {
                now += step;
                for (var i = 0; i < wanted && log.Free(limit, now) > 0; i++)
                {
                    log.Add(number++, now);
                    all.Add(now);
                }

                // All that is free is what the last period has not had.
                var had = all.Count(at => at > now - 1000);
                if (log.Free(limit, now) != limit - had
                    || !log.Permits.Select(permit => permit.At).SequenceEqual(all.Where(at => at > now - 1000)))
                {
                    return false;
                }
            }

            return RedisRecord.MostIn(all, Period) <= limit;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000).WithEndSize(100));

    /// <summary>After the wait there is one more, and a moment before it there is none.</summary>
    [Test]
    public void WaitFor_AFullPeriod_IsExactlyUntilOneMoreIsFree() =>
        Prop.ForAll(Arb.From(Gen.Choose(1, 10).Zip(Gen.Choose(0, 300).ListOf())), given =>
        {
            var (limit, steps) = given;
            var log = new PermitLog(Period);
            var (now, number) = (1_700_000_000_000_000L, 0L);
            foreach (var step in steps)
            {
                now += step;
                if (log.Free(limit, now) > 0)
                {
                    log.Add(number++, now);
                }

                var wait = (long)log.WaitFor(limit, now).TotalMicroseconds;
                if (wait == 0 ? log.Free(limit, now) == 0 : log.Free(limit, now + wait - 1) > 0)
                {
                    return false;
                }

                now += wait;
                if (log.Free(limit, now) == 0)
                {
                    return false;
                }
            }

            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000).WithEndSize(100));

    [Test]
    public void Remove_APermitThatWasNotUsed_FreesIt()
    {
        var log = new PermitLog(Period);
        log.Add(1, 100);
        log.Add(2, 200);

        log.Remove(1);
        log.Remove(7);

        Assert.That(log.Permits, Is.EqualTo(new[] { new Permit(2, 200) }));
        Assert.That(log.Free(1, 300), Is.Zero);
    }

    [Test]
    public void Add_AfterTheServersClockWasSetBack_StaysInOrder()
    {
        var log = new PermitLog(Period);
        log.Add(1, 5000);
        log.Add(2, 100);

        Assert.That(log.Permits.Select(permit => permit.At), Is.Ordered);
        Assert.That(log.Free(2, 5999), Is.Zero);
        Assert.That(log.Free(2, 6000), Is.EqualTo(2));
    }

    [Test]
    public void WaitFor_APartThatIsNone_IsForEver() =>
        Assert.That(new PermitLog(Period).WaitFor(0, 0), Is.EqualTo(Timeout.InfiniteTimeSpan));
}
