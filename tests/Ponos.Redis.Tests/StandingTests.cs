using FsCheck;
using FsCheck.Fluent;
using Ponos.Redis.Limits;

namespace Ponos.Redis.Tests;

/// <summary>A limit that is divided.</summary>
internal sealed class StandingTests
{
    [Test]
    public void PartOf_AllProcesses_IsTheLimitTogetherAndNearlyAlike() =>
        Prop.ForAll(Arb.From(Gen.Choose(1, 100_000).Zip(Gen.Choose(1, 200))), pair =>
        {
            var (limit, processes) = pair;
            var parts = Enumerable.Range(0, processes).Select(rank => new Standing(processes, rank).PartOf(limit)).ToArray();
            return parts.Sum() == limit && parts.Max() - parts.Min() <= 1 && parts.Min() >= 0;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
}
