using System.Text;
using System.Text.Json;
using Ponos.Schema.Patterns;
using Ponos.Schema.Tests.Support;

namespace Ponos.Schema.Tests;

[TestFixture]
public sealed class PatternTests
{
    [TestCase(@"^foo$", "foo\n", false, Description = "the end is the end, not before a last line feed")]
    [TestCase(@"^foo$", "foo", true)]
    [TestCase(@"a.c", "a\nc", false)]
    [TestCase(@"a.c", "a\u2028c", false)]
    [TestCase(@"a.c", "a\u0085c", true, Description = "NEL is no line terminator of ECMA-262")]
    [TestCase(@"^\d$", "٣", false)]
    [TestCase(@"^\D$", "٣", true)]
    [TestCase(@"^\w$", "é", false)]
    [TestCase(@"^\W$", "é", true)]
    [TestCase(@"^\s$", "\ufeff", true)]
    [TestCase(@"^\s$", "\u00a0", true)]
    [TestCase(@"^\s$", "\u0085", false)]
    [TestCase(@"^\s$", "\u200b", false)]
    [TestCase(@"^\S$", "\ufeff", false)]
    [TestCase(@"^\t$", "\t", true)]
    [TestCase(@"^\cC$", "\u0003", true)]
    [TestCase(@"^\cc$", "\u0003", true)]
    [TestCase(@"^\x41\u0042\u{43}$", "ABC", true)]
    [TestCase(@"^\0$", "\0", true)]
    [TestCase(@"^a\/b$", "a/b", true)]
    [TestCase(@"^a\-b\@c$", "a-b@c", true)]
    [TestCase(@"^[\b]$", "\b", true)]
    [TestCase(@"^[^]$", "\n", true)]
    [TestCase(@"[]", "a", false)]
    [TestCase(@"^[a-c]+$", "abcab", true)]
    [TestCase(@"^[\w-]+$", "a-b", true)]
    [TestCase(@"^[a-]+$", "a-", true)]
    [TestCase(@"^[\]\-\\]+$", @"]-\", true)]
    [TestCase(@"^[[]$", "[", true)]
    [TestCase(@"^[a-z&&[^b]]$", "b]", true, Description = "no class subtraction, as .NET has")]
    [TestCase(@"^[a-z-[b]]$", "-]", true)]
    [TestCase(@"^🐲*$", "🐲🐲", true)]
    [TestCase(@"^🐲*$", "🐉", false)]
    [TestCase(@"^[🐲]$", "🐲", true)]
    [TestCase(@"^[🐱-🐳]{2}$", "🐲🐳", true)]
    [TestCase(@"^[^a]$", "🐲", true)]
    [TestCase(@"^.$", "🐲", true)]
    [TestCase(@"^..$", "🐲", false)]
    [TestCase(@"^\S$", "🐲", true)]
    [TestCase(@"^\u{1f432}$", "🐲", true)]
    [TestCase(@"^\ud83d\udc32$", "🐲", true)]
    [TestCase(@"\p{Letter}cole", "Les hivers de mon enfance à l'école", true)]
    [TestCase(@"^\p{L}$", "𝒜", true)]
    [TestCase(@"^\P{L}$", "1", true)]
    [TestCase(@"^\p{Lu}+$", "ÀÉ", true)]
    [TestCase(@"^\p{digit}+$", "42", true)]
    [TestCase(@"^\p{digit}+$", "৪২", true)]
    [TestCase(@"^\p{gc=Decimal_Number}$", "٣", true)]
    [TestCase(@"^[\p{Lu}\d]+$", "É1", true)]
    [TestCase(@"^\p{Script=Greek}+$", "λόγος", true)]
    [TestCase(@"^\p{Script=Greek}+$", "logos", false)]
    [TestCase(@"^\p{sc=Han}+$", "漢字", true)]
    [TestCase(@"^\p{Script_Extensions=Deva}$", "\u0964", true, Description = "the danda is of many scripts")]
    [TestCase(@"^\p{Script=Deva}$", "\u0964", false)]
    [TestCase(@"^\p{scx=Hira}+$", "かな", true)]
    [TestCase(@"^\p{Alphabetic}$", "\u0345", true, Description = "a mark that is alphabetic")]
    [TestCase(@"^\p{Alpha}+$", "éλЖ", true)]
    [TestCase(@"^\P{Alphabetic}$", "1", true)]
    [TestCase(@"^\p{White_Space}$", "\u0085", true)]
    [TestCase(@"^\p{Uppercase}$", "\u24B6", true, Description = "a circled letter")]
    [TestCase(@"^\p{ID_Start}\p{ID_Continue}*$", "größe1", true)]
    [TestCase(@"^\p{Emoji}$", "😀", true)]
    [TestCase(@"^\p{Emoji_Presentation}$", "1", false)]
    [TestCase(@"^\p{Extended_Pictographic}$", "🐲", true)]
    [TestCase(@"^\p{AHex}+$", "c0ffee", true)]
    [TestCase(@"^\p{Lowercase}\p{Dash}\p{Math}$", "a-+", true)]
    [TestCase(@"^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}""\\./[\]]{1,200}$", "name", true)]
    [TestCase(@"\ud800", "😀", false, Description = "half of a pair is a character that no document has")]
    [TestCase(@"^[\u0020-\uD7FF\uE000-\uFFFD\uD800\uDBFF-\uDC00\uDFFF\t]*$", "a table", true)]
    [TestCase(@"^[\u0020-\uD7FF\uE000-\uFFFD\uD800\uDBFF-\uDC00\uDFFF\t]*$", "a\nb", false)]
    [TestCase(@"^[\u{D800}-\u{1FFFF}]$", "😀", true)]
    [TestCase(@"^(?=.*[A-Z])(?=.*\d)(?=.*[!@#$%^&*()]).+$", "Secret1!", true)]
    [TestCase(@"^(?=.*[A-Z])(?=.*\d)(?=.*[!@#$%^&*()]).+$", "secret1!", false)]
    [TestCase(@"^(?!\s+).+(?<!\s)$", "a b", true)]
    [TestCase(@"^(?!\s+).+(?<!\s)$", "a b ", false)]
    [TestCase(@"^(?!team$|we$)", "weather", true)]
    [TestCase(@"^(?!team$|we$)", "we", false)]
    [TestCase(@"(?=(?=é)é.)é", "xéy", true, Description = "assertions within assertions, on characters of two bytes")]
    [TestCase(@"(?<=(?<!a)b)c", "bc", true)]
    [TestCase(@"(?<=(?<!a)b)c", "abc", false)]
    [TestCase(@"(?<=^a+)b(?=c*$)", "aaabcc", true)]
    [TestCase(@"(?:(?=a)\w){3}", "aaa", true)]
    [TestCase(@"(?:(?=a)\w){3}", "aab", false)]
    [TestCase(@"^(?:a*)*$", "aaab", false)]
    [TestCase(@"^(?:a?){3}$", "", true)]
    [TestCase(@"^(?:(?:)|^){1000000}$", "", true)]
    [TestCase(@"^(?:(?:x{1,1000}){1,1000}){1,1000}$", "xxx", true, Description = "too large to be written out: .NET's engine takes it")]
    [TestCase(@"^[a-z]{2,4}[0-9]{0,2}-$", "abcd-", true)]
    [TestCase(@"^[a-z]{2,4}[0-9]?[a-c]$", "abc", true, Description = "runs that share characters")]
    [TestCase(@"^[a-z]{2,4}[0-9]?[a-c]$", "a1b", false)]
    [TestCase(@"^é{1,3}[^é]", "ééé😀", true)]
    [TestCase(@"^é{1,3}[^é]", "éééé", false)]
    [TestCase(@"^v[1-3]", "v2x", true)]
    [TestCase(@"\bfoo\b", "a foo b", true)]
    [TestCase(@"\bfoo\b", "éfoo", true, Description = "é is no word character")]
    [TestCase(@"\Bo\b", "foo", true)]
    [TestCase(@"^(?!secret)\w+$", "public", true)]
    [TestCase(@"^(?!secret)\w+$", "secretary", false)]
    [TestCase(@"(?<=\$)\d+", "cost $42", true)]
    [TestCase(@"(?<!\$)\b\d+", "$42", false)]
    [TestCase(@"^(a+)-\1$", "aa-aa", true)]
    [TestCase(@"^(a+)-\1$", "aa-a", false)]
    [TestCase(@"^(?:(a)|b)\1$", "b", true, Description = "a group that took no part matches the empty string")]
    [TestCase(@"^(?<q>['""]).*\k<q>$", "'x'", true)]
    [TestCase(@"^(?<q>['""])(x)\2\1$", "'xx'", true, Description = "named groups are numbered with the others")]
    [TestCase(@"^a{2,3}?$", "aaa", true)]
    [TestCase(@"^a{2,}$", "a", false)]
    [TestCase(@"^a{,2}$", "a{,2}", true, Description = "not a repetition")]
    [TestCase(@"^x{$", "x{", true)]
    [TestCase(@"^}]$", "}]", true)]
    [TestCase(@"a|", "zzz", true)]
    [TestCase(@"^(?:)$", "", true)]
    [TestCase(@"^$", "", true)]
    [TestCase(@"^#x y$", "#x y", true)]
    [TestCase(@"^[A-Z]{2}\d{4}$", "AB1234", true)]
    [TestCase(@"^[A-Z]{2}\d{4}$", "AB12345", false)]
    [TestCase(@"^[A-Z]{2}\d{4}$", "AB123", false)]
    [TestCase(@"^[a-z][a-z0-9-]*$", "a", true)]
    [TestCase(@"^[a-z][a-z0-9-]*$", "a-é", false)]
    [TestCase(@"^[a-z]{1,3}$", "abcd", false)]
    [TestCase(@"^[a-z]*[0-9]$", "ab1", true)]
    [TestCase(@"^a?$", "aa", false)]
    [TestCase(@"^v1$", "v1", true)]
    [TestCase(@"^v1", "v12", true)]
    [TestCase(@"v1$", "av1", true)]
    [TestCase(@"^^v$$", "v", true)]
    [TestCase(@"a^b", "a^b", false)]
    [TestCase(@"^(a|ab)(c|bcd)(d*)$", "abcd", true)]
    public void Validate_PatternOfEcma262_MatchesAsThereIn(string pattern, string text, bool matches) =>
        Assert.That(
            Verdicts.IsValid($$"""{"pattern":{{JsonSerializer.Serialize(pattern)}}}""", JsonSerializer.Serialize(text)),
            Is.EqualTo(matches));

    [TestCase(@"^\S(|(.|\n)*\S)\Z")]
    [TestCase(@"\a")]
    [TestCase(@"\A")]
    [TestCase(@"\e")]
    [TestCase(@"\01")]
    [TestCase(@"\c1")]
    [TestCase(@"\x4")]
    [TestCase(@"\u12")]
    [TestCase(@"\u{110000}")]
    [TestCase(@"\p{Nonsense}")]
    [TestCase(@"\p{Script=Klingon}")]
    [TestCase(@"\p{sc:Grek}")]
    [TestCase(@"\p{L")]
    [TestCase(@"\pL")]
    [TestCase(@"\1")]
    [TestCase(@"(a)\2")]
    [TestCase(@"\k<a>")]
    [TestCase(@"(?<a>x)(?<a>y)")]
    [TestCase(@"(?<1a>x)")]
    [TestCase(@"(?>x)")]
    [TestCase(@"(?i)x")]
    [TestCase(@"(?#c)")]
    [TestCase(@"(")]
    [TestCase(@")")]
    [TestCase(@"[a")]
    [TestCase(@"[b-a]")]
    [TestCase(@"*")]
    [TestCase(@"a**")]
    [TestCase(@"^*")]
    [TestCase(@"(?=a)*")]
    [TestCase(@"a{2,1}")]
    [TestCase(@"{1}")]
    [TestCase(@"a\")]
    public void Compile_NoPatternOfEcma262_IsRefused(string pattern)
    {
        Assert.That(Verdicts.CompileError($$"""{"pattern":{{JsonSerializer.Serialize(pattern)}}}""").Reason, Does.Contain("ECMA-262"));
        Assert.That(
            Verdicts.IsValid("""{"format":"regex"}""", JsonSerializer.Serialize(pattern), new JsonSchemaOptions { AssertFormats = true }),
            Is.False);
    }

    [TestCase(@"^[\p{Han}]*$", @"\p{Script=Han}")]
    [TestCase(@"\p{IsLatin}", @"\p{Script=Latin}")]
    [TestCase(@"\p{IsLu}", @"\p{Lu}")]
    [TestCase(@"(?i)abc", "[Aa]")]
    public void Compile_PatternOfAnotherLanguage_TellsTheRemedy(string pattern, string remedy) =>
        Assert.That(Verdicts.CompileError($$"""{"pattern":{{JsonSerializer.Serialize(pattern)}}}""").Reason, Does.Contain(remedy));

    /// <summary>A text may ask much of a pattern, and gets no more than its share.</summary>
    [TestCase(@"^(a+)+$")]
    [TestCase(@"^(a|a)*$")]
    [TestCase(@"^(a|aa)+$")]
    [TestCase(@"(x+x+)+y")]
    [TestCase(@"(.*a){20}$")]
    [TestCase(@"^(?=(a+)+$)a")]
    [TestCase(@"(?<!(a*)*b)c$")]
    [TestCase(@"^(([a-z])+.)+[A-Z]([a-z])+$")]
    [TestCase(@"^(\w{0,1000}-){0,5}$")]
    [TestCase(@"(a?){200}a{200}b")]
    public void Match_HostileText_EndsWithinABudget(string pattern)
    {
        Assert.That(StringPattern.TryCompile(pattern, TimeSpan.FromMilliseconds(25), out var compiled, out _));
        Assert.That(compiled!.HasTimeLimit, Is.False);
        var text = Encoding.UTF8.GetBytes(new string('a', 60_000) + new string('x', 30_000) + "!");
        var budget = PatternProgram.BudgetOf(text.Length);

        var verdict = compiled.Match(text, ref budget);

        Assert.That(verdict, Is.Not.EqualTo(PatternVerdict.Match));
        Assert.That(verdict == PatternVerdict.TimedOut, Is.EqualTo(budget < 0));
    }

    [Test]
    public void Validate_TextThatExhaustsThePattern_IsInvalidAndSaysWhy()
    {
        var text = new string('a', 200_000);

        var violation = Verdicts.Violations("""{"pattern":"(.*a){50}b"}""", $"\"{text}\"").Single();

        Assert.That(violation.Keyword, Is.EqualTo("pattern"));
        Assert.That(
            violation.Message, Is.EqualTo("takes too long to match the pattern (.*a){50}b: make the text shorter, or the pattern simpler"));
    }

    [Test]
    public void Compile_PropertiesManyTimes_IsNotSlow()
    {
        var classes = string.Concat(Enumerable.Repeat(@"[\p{L}\p{N}\p{M}]+ ?", 40));

        Assert.That(Verdicts.IsValid($$"""{"pattern":{{JsonSerializer.Serialize("^" + classes + "$")}}}""", "\"Grüße an alle\""), Is.False);
    }

    [Test]
    public void Validate_LongText_IsMatchedWhole()
    {
        var text = new string('é', 5000);

        Assert.That(Verdicts.IsValid("""{"pattern":"^é+$"}""", $"\"{text}\""), Is.True);
        Assert.That(Verdicts.IsValid("""{"pattern":"^é+$"}""", $"\"{text}x\""), Is.False);
    }
}
