using System.Buffers;

namespace Ponos.Schema.Formats;

/// <summary>Sets of ASCII characters that grammars name.</summary>
internal static class FormatCharacters
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const string Digits = "0123456789";
    private const string UriSubDelimiters = "!$&'()*+,;=";

    public static SearchValues<byte> HexDigits { get; } = Of(Digits + "abcdefABCDEF");

    /// <summary>RFC 5322 <c>atext</c>.</summary>
    public static SearchValues<byte> MailAtom { get; } = Of(Letters + Digits + "!#$%&'*+-/=?^_`{|}~");

    public static SearchValues<byte> HostLabel { get; } = Of(Letters + Digits + "-");

    public static SearchValues<byte> Scheme { get; } = Of(Letters + Digits + "+-.");

    /// <summary>RFC 3986 <c>unreserved</c>, <c>sub-delims</c> and the colon: user information, and future IP addresses.</summary>
    public static SearchValues<byte> UriUser { get; } = Of(Letters + Digits + "-._~:" + UriSubDelimiters);

    public static SearchValues<byte> UriHost { get; } = Of(Letters + Digits + "-._~" + UriSubDelimiters);

    public static SearchValues<byte> UriPath { get; } = Of(Letters + Digits + "-._~:@/" + UriSubDelimiters);

    /// <summary>Query and fragment.</summary>
    public static SearchValues<byte> UriQuery { get; } = Of(Letters + Digits + "-._~:@/?" + UriSubDelimiters);

    private static SearchValues<byte> Of(string characters) => SearchValues.Create(System.Text.Encoding.ASCII.GetBytes(characters));
}
