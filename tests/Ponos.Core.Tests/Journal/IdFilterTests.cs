using Ponos.Journal;

namespace Ponos.Core.Tests.Journal;

/// <summary>Which ids a batch of the journal may hold.</summary>
internal sealed class IdFilterTests
{
    [TestCase(0)]
    [TestCase(1)]
    [TestCase(1024)]
    public void MayHold_OfItsOwnIdsAlways_OfOthersHardlyEver(int count)
    {
        var own = Enumerable.Range(0, count).Select(i => i % 3 == 0 ? $"order-{i}" : Guid.CreateVersion7().ToString()).ToArray();
        var filter = IdFilter.For(count);
        foreach (var id in own)
        {
            IdFilter.Add(filter, id);
        }

        var others = Enumerable.Range(0, 20_000).Select(i => i % 2 == 0 ? $"other-{i}" : Guid.CreateVersion7().ToString());
        Assert.Multiple(() =>
        {
            Assert.That(own.Where(id => !IdFilter.MayHold(filter, id)), Is.Empty);
            // One in 120 by the arithmetic of ten bits and seven hashes.
            Assert.That(others.Count(id => IdFilter.MayHold(filter, id)), Is.LessThan(20_000 / 50));
            Assert.That(filter, Has.Length.LessThan(2_000), "It is a header: those of a message stay below half of the smallest frame.");
        });
    }
}
