using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Ponos.Dashboard.Views;

namespace Ponos.Dashboard.Access;

/// <summary>
/// What came of an action, told on the page that follows it. It travels in the address, sealed: nothing is kept between
/// two requests, and nobody can make a link that puts words into the dashboard's mouth.
/// </summary>
internal sealed class Sayings(IDataProtectionProvider protection)
{
    public const string Parameter = "said";
    private const int Most = 600;
    private static readonly TimeSpan Lasts = TimeSpan.FromMinutes(1);

    private readonly ITimeLimitedDataProtector _seal = protection.CreateProtector("Ponos.Dashboard.Sayings").ToTimeLimitedDataProtector();

    /// <summary>An address with what is said on its page.</summary>
    public string With(string address, Saying saying)
    {
        var sealedText = _seal.Protect((saying.IsGood ? "+" : "-") + Wording.Short(saying.Text, Most), Lasts);
        var (path, fragment) = address.IndexOf('#', StringComparison.Ordinal) is var at and >= 0
            ? (address[..at], address[at..])
            : (address, "");
        var mark = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        return $"{path}{mark}{Parameter}={Uri.EscapeDataString(sealedText)}{fragment}";
    }

    public Saying? Read(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        try
        {
            var said = _seal.Unprotect(text);
            return new Saying(said.StartsWith('+'), said[1..]);
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException)
        {
            return null;
        }
    }
}

/// <summary>What came of an action.</summary>
internal sealed record Saying(bool IsGood, string Text);
