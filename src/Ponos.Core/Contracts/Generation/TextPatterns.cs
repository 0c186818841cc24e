using System.Globalization;

namespace Ponos.Contracts.Generation;

/// <summary>
/// The texts that .NET's values are written as and can be read from, as patterns of ECMA-262. All of them match in linear time.
/// </summary>
internal static class TextPatterns
{
    public const string Base64 = "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$";

    /// <summary>A date of the format <c>date</c> has a year 0, which .NET has not.</summary>
    public const string Year = "^" + SomeYear;

    /// <summary>
    /// Without an offset where its kind is unspecified, which RFC 3339's date-time does not allow; so the calendar is written out.
    /// </summary>
    public const string DateTime = $"^{Day}(?:T{HourMinute}(?::[0-5]\\d{Fraction})?{Offset}?)?$";

    /// <summary>Beside the format <c>date-time</c>, which has leap seconds, small letters and offsets that .NET has not.</summary>
    public const string DateTimeOffset = $"^{SomeYear}.{{6}}T.{{6}}[0-5]\\d{Fraction}{Offset}$";

    /// <summary>A local time has no offset, which RFC 3339's time demands.</summary>
    public const string TimeOnly = $"^{HourMinute}:[0-5]\\d(?:\\.\\d{{1,7}})?$";

    public const string TimeSpan =
        "^(?:-?(?:(?:\\d{1,7}|10[0-5]\\d{5}|106[0-6]\\d{4}|1067[0-4]\\d{3}|10675(?:0\\d\\d|1[0-8]\\d|19[0-8]))\\.)?"
        + $"{HourMinute}:[0-5]\\d(?:\\.\\d{{1,7}})?"
        + "|-?10675199\\.0(?:[01]:[0-5]\\d:[0-5]\\d(?:\\.\\d{1,7})?|2:(?:[0-3]\\d|4[0-7]):[0-5]\\d(?:\\.\\d{1,7})?"
        + "|2:48:0[0-4](?:\\.\\d{1,7})?|2:48:05(?:\\.4775807)?)"
        + "|-10675199\\.02:48:05\\.4775808)$";

    /// <summary>What <see cref="System.Uri"/> takes for a scheme and an authority; other texts it keeps as they are.</summary>
    public const string UriWithAuthority = $"^\\s*{Scheme}[/\\\\]{{2}}";

    /// <summary>Schemes that are nothing without a host.</summary>
    public const string UriWithHost =
        @"^\s*(?:[hH][tT][tT][pP][sS]?|[wW][sS]{1,2}|[fF][tT][pP]|[gG][oO][pP][hH][eE][rR]"
        + @"|[nN][nN][tT][pP]|[tT][eE][lL][nN][eE][tT]|[nN][eE][tT]\.(?:[tT][cC][pP]|[pP][iI][pP][eE])):[/\\]{2}";

    public const string UriHost = $"^\\s*{Scheme}[/\\\\]{{2}}{UserInfo}{Host}{Port}{AuthorityEnd}";

    public const string UriOptionalHost = $"^\\s*{Scheme}[/\\\\]{{2}}(?:{UserInfo}{Host}{Port})?{AuthorityEnd}";

    /// <summary>As <see cref="System.ComponentModel.DataAnnotations.UrlAttribute"/> demands.</summary>
    public const string Url = "^(?:[hH][tT][tT][pP][sS]?|[fF][tT][pP])://";

    /// <summary>As <see cref="System.ComponentModel.DataAnnotations.PhoneAttribute"/> takes them, with the digits of ASCII.</summary>
    public const string Phone = @"^[-+.()\s0-9]*[0-9][-+.()\s0-9]*(?:(?:[eE][xX][tT]\.?|[xX])\s*[0-9]+)?\s*$";

    private const string SomeYear = @"(?:\d{3}[1-9]|\d{2}[1-9]\d|\d[1-9]\d{2}|[1-9]\d{3})";
    private const string EveryFourth = "(?:0[48]|[2468][048]|[13579][26])";
    private const string Day =
        $"(?:{SomeYear}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|02-(?:0[1-9]|1\\d|2[0-8]))"
        + $"|(?:\\d{{2}}{EveryFourth}|{EveryFourth}00)-02-29)";
    private const string HourMinute = @"(?:[01]\d|2[0-3]):[0-5]\d";
    private const string Fraction = @"(?:\.\d{1,16})?";
    private const string Offset = @"(?:Z|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00))";
    private const string Scheme = "[A-Za-z][A-Za-z0-9+.-]*:";
    private const string AuthorityEnd = @"(?:[/\\?#]|\s*$)";
    private const string UserInfo = @"(?:[^@/\\?#\s]*@)?";
    private const string Port = @"(?::(?:\d{0,4}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d{2}|655[0-2]\d|6553[0-5]))?";
    private const string Host = @"(?:[\w\u00A1-\uFFFF-]+(?:\.[\w\u00A1-\uFFFF-]+)*\.?|\[[0-9A-Fa-f:.]+(?:%[\w.-]+)?\])";

    private static readonly string Number31 = WholeUpTo(int.MaxValue.ToString(CultureInfo.InvariantCulture));

    public static string Version { get; } = $"^{Number31}\\.{Number31}(?:\\.{Number31}(?:\\.{Number31})?)?$";

    /// <summary>A name that ends like one of these, whatever its case.</summary>
    public static string FileName(IEnumerable<string> extensions) =>
        $"\\.(?:{string.Join('|', extensions.Select(extension => string.Concat(extension.Trim().TrimStart('.').Select(AnyCase))))})$";

    /// <summary>A number as text: as the key of a dictionary, or in quotes.</summary>
    public static string NumberOf(Type type) => type switch
    {
        _ when type == typeof(sbyte) => Whole(sbyte.MinValue, sbyte.MaxValue),
        _ when type == typeof(byte) => Whole(byte.MinValue, byte.MaxValue),
        _ when type == typeof(short) => Whole(short.MinValue, short.MaxValue),
        _ when type == typeof(ushort) => Whole(ushort.MinValue, ushort.MaxValue),
        _ when type == typeof(int) => Whole(int.MinValue, int.MaxValue),
        _ when type == typeof(uint) => Whole(uint.MinValue, uint.MaxValue),
        _ when type == typeof(long) => Whole(long.MinValue, long.MaxValue),
        _ when type == typeof(ulong) => Whole(ulong.MinValue, ulong.MaxValue),
        _ when type == typeof(Int128) => Whole(Int128.MinValue, Int128.MaxValue),
        _ when type == typeof(UInt128) => Whole(UInt128.MinValue, UInt128.MaxValue),
        _ when type == typeof(Half) => @"-?(?:\d{1,4}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d{2}|6550[0-4])(?:\.\d+)?(?:E-\d{1,2})?",
        _ when type == typeof(float) =>
            @"-?(?:\d{1,30}(?:\.\d+)?|\d(?:\.\d+)?E(?:-\d{1,2}|\+(?:[0-2]?\d|3[0-7]))|(?:[12](?:\.\d+)?|3(?:\.[0-3]\d*)?|3\.4028235)E\+38)",
        _ when type == typeof(double) =>
            @"-?(?:\d{1,300}(?:\.\d+)?|\d(?:\.\d+)?E(?:-\d{1,3}|\+(?:\d{1,2}|[12]\d{2}|30[0-7]))"
            + @"|1(?:\.(?:[0-6]\d*|7(?:[0-8]\d*)?|7976931348623157))?E\+308)",
        _ when type == typeof(decimal) => $"-?(?:(?:0|[1-9]\\d{{0,27}})(?:\\.\\d{{1,28}})?|{WholeUpTo("79228162514264337593543950335")})",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "is no number"),
    };

    private static string Whole(IFormattable minimum, IFormattable maximum)
    {
        var positive = WholeUpTo(maximum.ToString(null, CultureInfo.InvariantCulture));
        var lowest = minimum.ToString(null, CultureInfo.InvariantCulture);
        return lowest[0] == '-' ? $"{positive}|-{PositiveUpTo(lowest[1..])}" : positive;
    }

    private static string WholeUpTo(string maximum) => $"(?:0|{PositiveUpTo(maximum)})";

    /// <summary>Fewer digits, or as many of which one is smaller while those before it are the same, or the number itself.</summary>
    private static string PositiveUpTo(string maximum) =>
        maximum.Length == 1 ? UpTo(maximum, '1') : $"(?:[1-9]{Digits(maximum.Length - 2, atMost: true)}|{UpTo(maximum, '1')})";

    private static string UpTo(string maximum, char lowest)
    {
        if (maximum.Length == 0)
        {
            return "";
        }

        var same = maximum[0] + UpTo(maximum[1..], '0');
        return maximum[0] == lowest ? same : $"(?:[{lowest}-{(char)(maximum[0] - 1)}]{Digits(maximum.Length - 1, atMost: false)}|{same})";
    }

    private static string Digits(int count, bool atMost) => count == 0 ? "" : atMost ? $"\\d{{0,{count}}}" : $"\\d{{{count}}}";

    private static string AnyCase(char letter) =>
        char.ToUpperInvariant(letter) == char.ToLowerInvariant(letter)
            ? RegexText.Escape(letter.ToString())
            : $"[{char.ToLowerInvariant(letter)}{char.ToUpperInvariant(letter)}]";
}
