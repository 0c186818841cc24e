using System.Collections.Frozen;
using System.Text;
using Ponos.Schema.Patterns;

namespace Ponos.Schema.Formats;

/// <summary>The formats of JSON Schema Validation 2020-12, section 7.3, and of draft 7. Any other name stays an annotation.</summary>
internal static class FormatCatalogue
{
    private static readonly FrozenDictionary<string, StringFormat> Formats = new Dictionary<string, StringFormat>(StringComparer.Ordinal)
    {
        ["date"] = new("a date of RFC 3339, such as 2026-02-28", DateFormats.IsDate),
        ["time"] = new("a time of RFC 3339 with its offset, such as 12:30:00Z", DateFormats.IsTime),
        ["date-time"] = new("a date and time of RFC 3339, such as 2026-02-28T12:30:00Z", DateFormats.IsDateTime),
        ["duration"] = new("a duration of ISO 8601, such as P1DT12H", DurationFormat.IsDuration),
        ["uuid"] = new("a UUID of RFC 4122", IsUuid),
        ["email"] = new("an e-mail address of RFC 5321", text => EmailFormat.IsEmail(text, international: false)),
        ["idn-email"] = new("an e-mail address of RFC 6531", text => EmailFormat.IsEmail(text, international: true)),
        ["hostname"] = new("a host name of RFC 1123", HostNameFormat.IsHostName),
        ["idn-hostname"] = new("an internationalised host name of RFC 5890", HostNameFormat.IsInternationalHostName),
        ["ipv4"] = new("an IPv4 address in dotted decimals", AddressFormats.IsIPv4),
        ["ipv6"] = new("an IPv6 address of RFC 4291", AddressFormats.IsIPv6),
        ["uri"] = new("an absolute URI of RFC 3986", text => UriFormat.IsUri(text, international: false)),
        ["uri-reference"] = new("a URI reference of RFC 3986", text => UriFormat.IsReference(text, international: false)),
        ["iri"] = new("an absolute IRI of RFC 3987", text => UriFormat.IsUri(text, international: true)),
        ["iri-reference"] = new("an IRI reference of RFC 3987", text => UriFormat.IsReference(text, international: true)),
        ["uri-template"] = new("a URI template of RFC 6570", UriTemplateFormat.IsTemplate),
        ["json-pointer"] = new("a JSON Pointer of RFC 6901", PointerFormats.IsPointer),
        ["relative-json-pointer"] = new("a relative JSON Pointer", PointerFormats.IsRelativePointer),
        ["regex"] = new("a regular expression of ECMA-262", text => EcmaPattern.IsValid(Encoding.UTF8.GetString(text))),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static IEnumerable<string> Names => Formats.Keys;

    public static StringFormat? Find(string name) => Formats.GetValueOrDefault(name);

    private static bool IsUuid(ReadOnlySpan<byte> text)
    {
        if (text.Length != 36)
        {
            return false;
        }

        for (var i = 0; i < text.Length; i++)
        {
            if (i is 8 or 13 or 18 or 23 ? text[i] != (byte)'-' : !char.IsAsciiHexDigit((char)text[i]))
            {
                return false;
            }
        }

        return true;
    }
}
