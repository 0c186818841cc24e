using System.Text;
using Ponos.Diagnostics;

namespace Ponos.Core.Tests.Diagnostics;

public sealed class ForeignTextTests
{
    [TestCase("plain", "plain")]
    [TestCase("Grüße, 東京 👍", "Grüße, 東京 👍")]
    [TestCase("two\r\nlines\tand more", "two  lines and more")]
    [TestCase("\u0000\u001b[31mred\u007f\u0085", "\\u0000\\u001b[31mred\\u007f\\u0085")]
    [TestCase("a\u2028b\u2029c", "a\\u2028b\\u2029c")]
    [TestCase("user\u202etxt.exe\u2066\u200b\ufeff", "user\\u202etxt.exe\\u2066\\u200b\\ufeff")]
    [TestCase("\U000E0041", "\\udb40\\udc41")]
    [TestCase(null, "")]
    public void ToString_TextOfOthers_IsOneLineInWhichNothingMoves(string? text, string shown) =>
        Assert.That(ForeignText.Sentence(text).ToString(), Is.EqualTo(shown));

    [Test]
    public void ToString_HalvesOfSurrogatePairs_AreEscaped() =>
        Assert.That(ForeignText.Sentence("a" + '\ud83d' + "b" + '\udc4d').ToString(), Is.EqualTo("a\\ud83db\\udc4d"));

    [Test]
    public void ToString_AnyCharacter_LeavesNothingThatIsNoLetterSignOrBlank()
    {
        var all = new string([.. Enumerable.Range(0, char.MaxValue + 1).Select(code => (char)code)]);
        foreach (var part in all.Chunk(16))
        {
            var shown = ForeignText.Sentence(new string(part)).ToString();
            Assert.That(shown.Any(character => char.IsControl(character) || char.IsSurrogate(character)), Is.False);
            Assert.That(
                shown.Select(char.GetUnicodeCategory),
                Has.None.AnyOf(
                    System.Globalization.UnicodeCategory.Format,
                    System.Globalization.UnicodeCategory.LineSeparator,
                    System.Globalization.UnicodeCategory.ParagraphSeparator));
        }
    }

    [TestCase(1)]
    [TestCase(4096)]
    [TestCase(200_000)]
    public void ToString_LongText_IsCutAtItsBound(int length)
    {
        foreach (var character in "xä東\u202e")
        {
            var shown = ForeignText.Sentence(new string(character, length)).ToString();
            Assert.That(Encoding.UTF8.GetByteCount(shown), Is.LessThanOrEqualTo(4096));
            Assert.That(Encoding.UTF8.GetByteCount(ForeignText.Name(new string(character, length)).ToString()), Is.LessThanOrEqualTo(256));
        }
    }

    [Test]
    public void MessageOf_ExceptionWhoseMessageThrows_SaysSo() =>
        Assert.That(
            ForeignText.MessageOf(new Secretive()).ToString(), Does.Contain(nameof(Secretive)).And.Contain(nameof(NotSupportedException)));

    [Test]
    public void MessageOf_ExceptionWithoutMessage_IsEmpty() => Assert.That(ForeignText.MessageOf(new Silent()).ToString(), Is.Empty);

    private sealed class Secretive : Exception
    {
        public override string Message => throw new NotSupportedException();
    }

    private sealed class Silent : Exception
    {
        public override string Message => null!;
    }
}
