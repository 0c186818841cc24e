namespace Ponos.Core.Tests;

public sealed class NumberWordsTests
{
    private const int Max = 999;

    [TestCase(1, "one")]
    [TestCase(13, "thirteen")]
    [TestCase(20, "twenty")]
    [TestCase(90, "ninety")]
    [TestCase(99, "ninety-nine")]
    [TestCase(100, "one-hundred")]
    [TestCase(101, "one-hundred-one")]
    [TestCase(365, "three-hundred-sixty-five")]
    [TestCase(999, "nine-hundred-ninety-nine")]
    public void Of_Number_IsItsWords(int number, string words) => Assert.That(NumberWords.Of(number), Is.EqualTo(words));

    [Test]
    public void Read_EveryNumber_ComesBack()
    {
        for (var number = 1; number <= Max; number++)
        {
            var words = NumberWords.Of(number).Split('-');
            Assert.That(NumberWords.Read([.. words], 0, out var read), Is.EqualTo(words.Length));
            Assert.That(read, Is.EqualTo(number));
        }
    }

    [Test]
    public void Of_EveryNumber_HasWordsOfItsOwn() =>
        Assert.That(Enumerable.Range(1, Max).Select(NumberWords.Of).Distinct().Count(), Is.EqualTo(Max));

    [TestCase("one-hundred-and-one", 4, 101)]
    [TestCase("two-hundred-and-thirty-five", 5, 235)]
    [TestCase("two-hundred-and-seconds", 2, 200)]
    [TestCase("twenty-ten", 1, 20)]
    [TestCase("hundred", 0, 0)]
    [TestCase("ten-hundred", 1, 10)]
    [TestCase("zero", 0, 0)]
    [TestCase("many", 0, 0)]
    public void Read_Words_TakesWhatIsANumber(string text, int used, int number)
    {
        Assert.That(NumberWords.Read([.. text.Split('-')], 0, out var read), Is.EqualTo(used));
        Assert.That(read, Is.EqualTo(number));
    }
}
