using Ponos.Schema.Numbers;
using Ponos.Schema.Tests.Support;

namespace Ponos.Schema.Tests;

[TestFixture]
public sealed class NumberTests
{
    [TestCase("""{"const":1}""", "1.0", true)]
    [TestCase("""{"const":1}""", "10e-1", true)]
    [TestCase("""{"const":1}""", "0.1E1", true)]
    [TestCase("""{"const":0}""", "-0.000e99", true)]
    [TestCase("""{"const":9007199254740993}""", "9007199254740992", false)]
    [TestCase("""{"const":9007199254740993}""", "9007199254740993.0", true)]
    [TestCase("""{"const":1e400}""", "10e399", true)]
    [TestCase("""{"const":1e400}""", "1e401", false)]
    [TestCase("""{"const":1e99999999999999999999}""", "10e99999999999999999998", true)]
    [TestCase("""{"const":1e99999999999999999999}""", "1e99999999999999999998", true,
        Description = "exponents are exact up to 10^15, and taken for that beyond")]
    [TestCase("""{"const":1e999999999999999}""", "1e999999999999998", false)]
    [TestCase("""{"const":1e-999999999999999}""", "10e-1000000000000000", true)]
    [TestCase("""{"maximum":1e999999999999999}""", "1e99999999999999999999", false)]
    [TestCase("""{"minimum":1e-999999999999999}""", "1e-99999999999999999999", false)]
    [TestCase("""{"const":1e100000000000000000}""", "10e99999999999999999", true)]
    [TestCase("""{"const":12.5}""", "1.25e1", true)]
    [TestCase("""{"minimum":0.1}""", "0.09999999999999999999999999", false)]
    [TestCase("""{"minimum":0.1}""", "0.10000000000000000000000001", true)]
    [TestCase("""{"exclusiveMaximum":1e400}""", "999e397", true)]
    [TestCase("""{"exclusiveMaximum":1e400}""", "1000e397", false)]
    [TestCase("""{"maximum":-1e-400}""", "-1e-401", false)]
    [TestCase("""{"maximum":-1e-400}""", "-1e-399", true)]
    [TestCase("""{"maximum":-5}""", "-5.0000001", true)]
    [TestCase("""{"maximum":972783798187987123879878123.18878137}""", "972783798187987123879878123.188781371", false)]
    [TestCase("""{"type":"integer"}""", "1.0", true)]
    [TestCase("""{"type":"integer"}""", "1e400000000", true)]
    [TestCase("""{"type":"integer"}""", "1.5e1", true)]
    [TestCase("""{"type":"integer"}""", "1.55e1", false)]
    [TestCase("""{"type":"integer"}""", "1e-1", false)]
    [TestCase("""{"type":"integer"}""", "12345678910111213141516171819202122232425262728293031", true)]
    [TestCase("""{"multipleOf":0.0001}""", "0.0075", true)]
    [TestCase("""{"multipleOf":0.0001}""", "0.00751", false)]
    [TestCase("""{"multipleOf":0.01}""", "19.99", true)]
    [TestCase("""{"multipleOf":1e-8}""", "12391239123", true)]
    [TestCase("""{"multipleOf":0.123456789}""", "1e308", false)]
    [TestCase("""{"multipleOf":0.5}""", "1e308", true)]
    [TestCase("""{"multipleOf":3}""", "3e400000000", true)]
    [TestCase("""{"multipleOf":7}""", "1e400000000", false)]
    [TestCase("""{"multipleOf":7}""", "-7777777777777777777777777777777", true)]
    [TestCase("""{"multipleOf":7}""", "-7777777777777777777777777777778", false)]
    [TestCase("""{"multipleOf":123456789012345678901234567890}""", "370370367037037036703703703670", true)]
    [TestCase("""{"multipleOf":123456789012345678901234567890}""", "370370367037037036703703703671", false)]
    [TestCase("""{"multipleOf":2.5}""", "7.5", true)]
    [TestCase("""{"multipleOf":2.5}""", "7", false)]
    [TestCase("""{"multipleOf":1e400}""", "3e400", true)]
    [TestCase("""{"multipleOf":1e400}""", "3e399", false)]
    [TestCase("""{"multipleOf":3}""", "0e5", true)]
    [TestCase("""{"uniqueItems":true}""", "[1,1.0]", false)]
    [TestCase("""{"uniqueItems":true}""", "[1,2,3,4,5,6,7,8,9,10,100e-1]", false)]
    [TestCase("""{"uniqueItems":true}""", "[1,2,3,4,5,6,7,8,9,10,100e-2,12]", false)]
    [TestCase("""{"uniqueItems":true}""", "[1,2,3,4,5,6,7,8,9,10,[1],{\"a\":1}]", true)]
    [TestCase("""{"minLength":2.0}""", "\"a\"", false)]
    [TestCase("""{"maxLength":1e400}""", "\"a\"", true)]
    public void Validate_Numbers_AreComparedExactly(string schema, string json, bool valid) =>
        Assert.That(Verdicts.IsValid(schema, json), Is.EqualTo(valid));

    [Test]
    public void Compare_RandomDecimals_AgreesWithDecimal()
    {
        var random = new Random(4711);
        for (var i = 0; i < 20_000; i++)
        {
            var (left, leftText) = Number(random);
            var (right, rightText) = Number(random);

            var order = JsonNumber.Compare(new JsonNumber(leftText), new JsonNumber(rightText));

            Assert.That(
                Math.Sign(order),
                Is.EqualTo(Math.Sign(left.CompareTo(right))),
                () => $"{System.Text.Encoding.ASCII.GetString(leftText)} and {System.Text.Encoding.ASCII.GetString(rightText)}");
            if (right > 0)
            {
                Assert.That(new NumberDivisor(rightText).Divides(leftText), Is.EqualTo(left % right == 0), () => $"{left} by {right}");
            }
        }
    }

    private static (decimal Value, byte[] Text) Number(Random random)
    {
        var value = new decimal(random.Next(2000), 0, 0, random.Next(2) == 0, (byte)random.Next(5));
        var exponent = random.Next(-2, 3);
        var text = random.Next(2) == 0 ? $"{value}" : $"{value}e{exponent}";
        var scaled = text.Contains('e', StringComparison.Ordinal)
            ? value * exponent switch { -2 => 0.01m, -1 => 0.1m, 0 => 1m, 1 => 10m, _ => 100m }
            : value;
        return (scaled, System.Text.Encoding.ASCII.GetBytes(text));
    }
}
