using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ponos.Contracts;
using Ponos.Contracts.Generation;
using Ponos.Core.Tests.Contracts.Sweeps;
using Bounds = System.ComponentModel.DataAnnotations.RangeAttribute;
using Needed = System.ComponentModel.DataAnnotations.RequiredAttribute;

namespace Ponos.Core.Tests.Contracts;

/// <summary>Each annotation of .NET is enforced, refused at the start, warned of, or has nothing to demand. None is forgotten.</summary>
public sealed class AnnotationTests
{
    private static IEnumerable<Type> OfDotNet() => typeof(ValidationAttribute).Assembly.GetExportedTypes()
        .Where(type => type.IsSubclassOf(typeof(Attribute))).OrderBy(type => type.FullName, StringComparer.Ordinal);

    [TestCaseSource(nameof(OfDotNet))]
    public void Table_EveryAnnotationOfDotNet_IsThere(Type attribute)
    {
        var treatment = AnnotationTable.Find(attribute.FullName!);

        Assert.That(treatment, Is.Not.Null, "a new attribute of .NET: say what becomes of it");
        if (attribute.IsSubclassOf(typeof(ValidationAttribute)) && attribute != typeof(DataTypeAttribute))
        {
            Assert.That(treatment, Is.Not.EqualTo(AnnotationTreatment.NoDemand));
        }

        TestContext.Out.WriteLine($"{attribute.Name}: {treatment}");
    }

    /// <summary>What a contract refuses is refused, and what it takes passes.</summary>
    [TestCase(typeof(Texts), """{"value":"abc"}""", """{"value":"a"}""", """{"value":"abcdef"}""")]
    [TestCase(typeof(Lengths), """{"value":[1,2]}""", """{"value":[1]}""", """{"value":[1,2,3,4]}""")]
    [TestCase(typeof(Maps), """{"value":{"a":1}}""", """{"value":{}}""", """{"value":{"a":1,"b":2,"c":3}}""")]
    [TestCase(typeof(ByteRange), """{"value":255}""", """{"value":256}""", """{"value":0}""")]
    [TestCase(typeof(WideByte), """{"value":255}""", """{"value":256}""", """{"value":-1}""")]
    [TestCase(typeof(OpenRange), """{"value":1e308}""", """{"value":-0.5}""", """{"value":1e309}""")]
    [TestCase(typeof(LongRange), """{"value":9223372036854775807}""", """{"value":9223372036854775808}""", """{"value":-1}""")]
    [TestCase(typeof(Exclusive), """{"value":0.5}""", """{"value":0}""", """{"value":1}""")]
    [TestCase(typeof(Allowed), """{"value":null}""", """{"value":"green"}""", """{"value":1}""")]
    [TestCase(typeof(AllowedReals), """{"value":1.5}""", """{"value":1}""", """{"value":"1.5"}""")]
    [TestCase(typeof(AllowedLevels), """{"value":"High"}""", """{"value":"Low"}""", """{"value":9}""")]
    [TestCase(typeof(AllowedNumbers), """{"value":9}""", """{"value":0}""", """{"value":"High"}""")]
    [TestCase(typeof(AllowedLetters), """{"value":"a"}""", """{"value":"c"}""", """{"value":97}""")]
    [TestCase(typeof(AllowedLongs), """{"value":2}""", """{"value":3}""", """{"value":null}""")]
    [TestCase(typeof(Denied), """{"value":"user"}""", """{"value":"root"}""", """{"value":"admin"}""")]
    [TestCase(typeof(DeniedTwice), """{"value":"c"}""", """{"value":"a"}""", """{"value":"b"}""")]
    [TestCase(typeof(DeniedNull), """{"value":"a"}""", """{"value":null}""", """{"value":0}""")]
    [TestCase(typeof(Phones), """{"value":"+49 (0)30 123-456 ext. 7"}""", """{"value":"call me"}""", """{"value":"+-()"}""")]
    [TestCase(typeof(Base64), """{"value":"QUI="}""", """{"value":"QUI"}""", """{"value":"_-8="}""")]
    [TestCase(typeof(Defined), """{"value":9}""", """{"value":3}""", """{"value":1}""")]
    [TestCase(typeof(DefinedNames), """{"value":"High"}""", """{"value":"high"}""", """{"value":"Other"}""")]
    [TestCase(typeof(DefinedIntegers), """{"value":9}""", """{"value":1}""", """{"value":"High"}""")]
    [TestCase(typeof(DefinedPerhaps), """{"value":null}""", """{"value":3}""", """{"value":"Low"}""")]
    [TestCase(typeof(Files), """{"value":"a.PNG"}""", """{"value":"a.exe"}""", """{"value":"png"}""")]
    [TestCase(typeof(OwnFiles), """{"value":"a.tar.gz"}""", """{"value":"a.png"}""", """{"value":"a.gz.b"}""")]
    [TestCase(typeof(Urls), """{"value":"HTTPS://example.org/a"}""", """{"value":"mailto:a@b.example"}""", """{"value":"example.org"}""")]
    [TestCase(typeof(UriUrls), """{"value":"https://bücher.example/"}""", """{"value":"mailto:a@b.example"}""", """{"value":"/rel"}""")]
    [TestCase(typeof(Mails), """{"value":"a@example.org"}""", """{"value":"a"}""", """{"value":"a@b@c"}""")]
    [TestCase(typeof(Patterns), """{"value":"ab-12"}""", """{"value":"Xab-12"}""", """{"value":"ab-12\n"}""")]
    [TestCase(typeof(NeededText), """{"value":"a"}""", """{"value":" \t"}""", """{"value":""}""")]
    [TestCase(typeof(NeededNumber), """{"value":0}""", "{}", """{"value":null}""")]
    [TestCase(typeof(NeededEmpty), """{"value":""}""", "{}", """{"value":null}""")]
    [TestCase(typeof(Several), """{"value":"ab"}""", """{"value":"abc"}""", """{"value":"zb"}""")]
    [TestCase(typeof(OnParameter), """{"value":5}""", """{"value":0}""", """{"value":11}""")]
    [TestCase(typeof(ShoutedRange), """{"value":5}""", """{"value":0}""", """{"value":11}""")]
    public void Check_Annotated_TakesAndRefuses(Type type, string taken, string refused, string refusedToo)
    {
        var job = SweptJob.Of(type, SystemTextJsonSerializer.CreateOptions());

        Assert.That(job.Check(Encoding.UTF8.GetBytes(taken)), Is.Empty, job.Schema);
        Assert.That(job.ReadFault(Encoding.UTF8.GetBytes(taken)), Is.Null);
        Assert.That(job.Check(Encoding.UTF8.GetBytes(refused)), Is.Not.Empty, job.Schema);
        Assert.That(job.Check(Encoding.UTF8.GetBytes(refusedToo)), Is.Not.Empty, job.Schema);
    }

    /// <summary>As .NET's own validator says it, for each number of bytes.</summary>
    [Test]
    public void Check_LengthOfBytes_CountsBytes()
    {
        foreach (var (type, least, most) in new[]
        {
            (typeof(Bytes0To1), 0, 1),
            (typeof(Bytes0To2), 0, 2),
            (typeof(Bytes0To3), 0, 3),
            (typeof(Bytes1To4), 1, 4),
            (typeof(Bytes2To5), 2, 5),
            (typeof(Bytes3To6), 3, 6),
            (typeof(Bytes4To4), 4, 4),
        })
        {
            var job = SweptJob.Of(type, SystemTextJsonSerializer.CreateOptions());
            for (var length = 0; length < 10; length++)
            {
                var body = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new { value = new byte[length] }));

                Assert.That(
                    job.Check(body).Count == 0, Is.EqualTo(length >= least && length <= most), $"{type.Name} {length}: {job.Schema}");
            }
        }
    }

    [TestCase(typeof(RangeOfDates), "RangeOfDates.Value", "schema file")]
    [TestCase(typeof(RangeOfText), "RangeOfText.Value", "number")]
    [TestCase(typeof(RangeOfQuoted), "RangeOfQuoted.Value", "number")]
    [TestCase(typeof(LengthOfNumber), "LengthOfNumber.Value", "[MaxLength]")]
    [TestCase(typeof(LengthOfAny), "LengthOfAny.Value", "[MinLength]")]
    [TestCase(typeof(TextLengthOfList), "TextLengthOfList.Value", "[StringLength]")]
    [TestCase(typeof(PhoneOfNumber), "PhoneOfNumber.Value", "[Phone]")]
    [TestCase(typeof(Subtraction), "Subtraction.Value", "-[")]
    [TestCase(typeof(InlineOption), "InlineOption.Value", "(?i")]
    [TestCase(typeof(Anchored), "Anchored.Value", @"\A")]
    [TestCase(typeof(FirstBracket), "FirstBracket.Value", "[]")]
    [TestCase(typeof(Atomic), "Atomic.Value", "(?>")]
    [TestCase(typeof(Block), "Block", "IsGreek")]
    [TestCase(typeof(DefinedFlags), "DefinedFlags.Value", "[EnumDataType]")]
    [TestCase(typeof(AllowedTypes), "AllowedTypes.Value", "[AllowedValues]")]
    [TestCase(typeof(AllowedNaN), "AllowedNaN.Value", "NaN")]
    public void Build_AnnotationThatNoSchemaCanSay_FailsByName(Type type, string member, string why)
    {
        var exception =
            Assert.Throws<TargetInvocationException>(() => SweptJob.Of(type, SystemTextJsonSerializer.CreateOptions()))!.InnerException;

        Assert.That(exception, Is.TypeOf<InvalidOperationException>());
        Assert.That(exception!.Message, Does.Contain(member).And.Contains(why));
    }

    public sealed record Texts([property: StringLength(5, MinimumLength = 2)] string Value);

    public sealed record Lengths([property: Length(2, 3)] List<int> Value);

    public sealed record Maps([property: MinLength(1), MaxLength(2)] Dictionary<string, int>? Value);

    public sealed record ByteRange([property: Bounds(1, 1000)] byte Value);

    public sealed record WideByte([property: Bounds(-5, 1000)] byte Value);

    public sealed record OpenRange([property: Bounds(0, double.PositiveInfinity)] double Value);

    public sealed record LongRange([property: Bounds(0, (double)long.MaxValue)] long Value);

    public sealed record Exclusive([property: Bounds(0d, 1d, MinimumIsExclusive = true, MaximumIsExclusive = true)] double Value);

    public sealed record Allowed([property: AllowedValues("red", null)] string? Value);

    public sealed record AllowedReals([property: AllowedValues(1.5, 2.5)] double Value);

    public sealed record AllowedLevels(
        [property: AllowedValues(Level.High), JsonConverter(typeof(JsonStringEnumConverter<Level>))] Level Value);

    public sealed record AllowedNumbers([property: AllowedValues(Level.High)] Level Value);

    public sealed record AllowedLetters([property: AllowedValues('a', 'b')] char Value);

    public sealed record AllowedLongs([property: AllowedValues(1, 2)] long? Value);

    public sealed record Denied([property: DeniedValues("root", "admin")] string Value);

    public sealed record DeniedTwice([property: DeniedValues("a"), Refusing("b")] string Value);

    public sealed class RefusingAttribute(string value) : DeniedValuesAttribute(value);

    public sealed record DeniedNull([property: DeniedValues(null, 0)] object? Value);

    public sealed record Phones([property: Phone] string Value);

    public sealed record Base64([property: Base64String] string Value);

    public sealed record Defined([property: EnumDataType(typeof(Level))] Level Value);

    public sealed record DefinedNames([property: EnumDataType(typeof(Level))] string Value);

    public sealed record DefinedIntegers([property: EnumDataType(typeof(Level))] int Value);

    public sealed record DefinedPerhaps([property: EnumDataType(typeof(Level))] Level? Value);

    public sealed record Files([property: FileExtensions] string Value);

    public sealed record OwnFiles([property: FileExtensions(Extensions = ".gz, zip")] string Value);

    public sealed record Urls([property: Url] string Value);

    public sealed record UriUrls([property: Url] Uri Value);

    public sealed record Mails([property: EmailAddress] string Value);

    public sealed record Patterns([property: RegularExpression("[a-z]+-[0-9]{2}")] string Value);

    public sealed record NeededText([property: Needed] string? Value);

    public sealed record NeededNumber([property: Needed] int? Value);

    public sealed record NeededEmpty([property: Needed(AllowEmptyStrings = true)] string? Value);

    public sealed record Several([property: StringLength(2), RegularExpression("[a-y].*"), Base64OrAny] string Value);

    public sealed class Base64OrAnyAttribute() : RegularExpressionAttribute(".*b.*");

    public sealed record OnParameter([Bounds(1, 10)] int Value);

    public sealed record ShoutedRange([property: Shouted] int Value);

    public sealed class ShoutedAttribute() : Bounds(1, 10);

    public sealed record Bytes0To1([property: MaxLength(1)] byte[] Value);

    public sealed record Bytes0To2([property: MaxLength(2)] byte[]? Value);

    public sealed record Bytes0To3([property: MaxLength(3)] byte[] Value);

    public sealed record Bytes1To4([property: Length(1, 4)] byte[] Value);

    public sealed record Bytes2To5([property: Length(2, 5)] byte[] Value);

    public sealed record Bytes3To6([property: MinLength(3), MaxLength(6)] byte[] Value);

    public sealed record Bytes4To4([property: Length(4, 4)] byte[] Value);

    public sealed record RangeOfDates([property: Bounds(typeof(DateTime), "2020-01-01", "2030-01-01")] DateTime Value);

    public sealed record RangeOfText([property: Bounds(1, 2)] string Value);

    public sealed record RangeOfQuoted([property: Bounds(1, 2), JsonNumberHandling(JsonNumberHandling.AllowReadingFromString
        | JsonNumberHandling.WriteAsString)] int Value);

    public sealed record LengthOfNumber([property: MaxLength(2)] int Value);

    public sealed record LengthOfAny([property: MinLength(2)] object Value);

    public sealed record TextLengthOfList([property: StringLength(2)] List<string> Value);

    public sealed record PhoneOfNumber([property: Phone] int Value);

    public sealed record Subtraction([property: RegularExpression("[a-z-[aeiou]]+")] string Value);

    public sealed record InlineOption([property: RegularExpression("(?i)abc")] string Value);

    public sealed record Anchored([property: RegularExpression(@"\Aabc\z")] string Value);

    public sealed record FirstBracket([property: RegularExpression("[]a]+")] string Value);

    public sealed record Atomic([property: RegularExpression("(?>a+)b")] string Value);

    public sealed record Block([property: RegularExpression(@"\p{IsGreek}+")] string Value);

    public sealed record DefinedFlags([property: EnumDataType(typeof(Access))] Access Value);

    public sealed record AllowedTypes([property: AllowedValues(typeof(int))] string Value);

    public sealed record AllowedNaN([property: AllowedValues(double.NaN)] double Value);
}
