using System.Buffers.Text;
using System.Text;

namespace Ponos.Core.Tests.Root;

public class RabbitMqCredentialTests
{
    [TestCase("""{"exp":1796140800}""")]
    [TestCase("""{"exp":1796140800.0,"sub":"worker"}""")]
    public void ExpiresAt_OfAToken_IsWhatItSays(string claims) =>
        Assert.That(
            new RabbitMqCredential("", Token(claims)).ExpiresAt, Is.EqualTo(new DateTimeOffset(2026, 12, 1, 16, 0, 0, TimeSpan.Zero)));

    [TestCase("""{"sub":"worker"}""")]
    [TestCase("""{"exp":"tomorrow"}""")]
    [TestCase("""{"exp":1e300}""")]
    [TestCase("""{"exp":1e999}""")]
    [TestCase("[1]")]
    [TestCase("no JSON")]
    public void ExpiresAt_OfATokenThatSaysNone_IsNone(string claims) =>
        Assert.That(new RabbitMqCredential("", Token(claims)).ExpiresAt, Is.Null);

    [TestCase("")]
    [TestCase("secret")]
    [TestCase("se.cr.et")]
    [TestCase("..")]
    [TestCase("a.b.c.d")]
    public void ExpiresAt_OfAPassword_IsNone(string password) =>
        Assert.That(new RabbitMqCredential("worker", password).ExpiresAt, Is.Null);

    [Test]
    public void ExpiresAt_ThatIsGiven_WinsOverTheTokens()
    {
        var end = DateTimeOffset.UnixEpoch.AddYears(60);

        Assert.That(new RabbitMqCredential("", Token("""{"exp":1}""")) { ExpiresAt = end }.ExpiresAt, Is.EqualTo(end));
    }

    private static string Token(string claims) => $"e30.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}.c2lnbmVk";
}
