using Ponos.Delivery;

namespace Ponos.Core.Tests.Delivery;

/// <summary>No stranger can choose an id under which his job is taken for another user's.</summary>
public sealed class JobKeyTests
{
    private static readonly char[] Letters = ['a', '/', '%', '2', 'F', '5'];

    [Test]
    public void Text_OfEachKey_IsItsOwn()
    {
        var words = Words(3).ToArray();
        var texts = words.Select(id => new JobKey(null, id))
            .Concat(from user in Words(2) from id in words select new JobKey(user, id))
            .Select(key => key.ToString()).ToArray();

        TestContext.Out.WriteLine($"{texts.Length} keys");
        Assert.That(texts.Distinct(StringComparer.Ordinal).Count(), Is.EqualTo(texts.Length));
    }

    [TestCase(null, "order-7", "order-7")]
    [TestCase("shop", "order-7", "shop/order-7")]
    [TestCase(null, "shop/order-7", "/shop/order-7")]
    public void Text_OfAKey_IsWhatAnInboxKeeps(string? user, string id, string text) =>
        Assert.That(new JobKey(user, id).ToString(), Is.EqualTo(text));

    /// <summary>All words of up to so many letters; an empty name or id is none.</summary>
    private static IEnumerable<string> Words(int longest) =>
        longest == 0 ? [] : Letters.SelectMany(letter => Words(longest - 1).Prepend("").Select(rest => letter + rest));
}
