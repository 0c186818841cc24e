namespace Ponos.Schema.Formats;

/// <summary>Dates and times of RFC 3339, section 5.6, read exactly: .NET's parsers take less (leap seconds) and more.</summary>
internal static class DateFormats
{
    public static bool IsDate(ReadOnlySpan<byte> text)
    {
        if (text.Length != 10 || text[4] != (byte)'-' || text[7] != (byte)'-')
        {
            return false;
        }

        var year = Number(text[..4]);
        var month = Number(text[5..7]);
        var day = Number(text[8..]);

        // DateTime has no year 0, which is a leap year as 2000 is.
        return year >= 0 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year == 0 ? 2000 : year, month);
    }

    public static bool IsDateTime(ReadOnlySpan<byte> text) =>
        text.Length > 11 && text[10] is (byte)'T' or (byte)'t' && IsDate(text[..10]) && IsTime(text[11..]);

    public static bool IsTime(ReadOnlySpan<byte> text)
    {
        if (text.Length < 9 || text[2] != (byte)':' || text[5] != (byte)':')
        {
            return false;
        }

        var hour = Number(text[..2]);
        var minute = Number(text[3..5]);
        var second = Number(text[6..8]);
        if (hour is < 0 or > 23 || minute is < 0 or > 59 || second is < 0 or > 60)
        {
            return false;
        }

        text = text[8..];
        if (text[0] == (byte)'.')
        {
            var rest = text[1..].TrimStart("0123456789"u8);
            if (rest.Length == text.Length - 1)
            {
                return false;
            }

            text = rest;
        }

        return TryReadOffset(text, out var offset) && (second < 60 || IsLeapSecond(hour, minute, offset));
    }

    /// <summary>Minutes east of UTC.</summary>
    private static bool TryReadOffset(ReadOnlySpan<byte> text, out int minutes)
    {
        minutes = 0;
        if (text.Length == 1)
        {
            return text[0] is (byte)'Z' or (byte)'z';
        }

        if (text.Length != 6 || text[0] is not ((byte)'+' or (byte)'-') || text[3] != (byte)':')
        {
            return false;
        }

        var hour = Number(text[1..3]);
        var minute = Number(text[4..]);
        minutes = (hour * 60) + minute;
        minutes = text[0] == (byte)'-' ? -minutes : minutes;
        return hour is >= 0 and <= 23 && minute is >= 0 and <= 59;
    }

    /// <summary>A leap second is the last of a day in UTC.</summary>
    private static bool IsLeapSecond(int hour, int minute, int offset)
    {
        const int Day = 24 * 60;
        return ((hour * 60) + minute - offset + Day) % Day == Day - 1;
    }

    private static int Number(ReadOnlySpan<byte> digits)
    {
        var number = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit((char)digit))
            {
                return -1;
            }

            number = (number * 10) + (digit - '0');
        }

        return number;
    }
}
