using System.Globalization;

namespace Ponos.Schema.Formats;

/// <summary>
/// The rule for names that are written from right to left, in part at least (RFC 5893, section 2). Only characters that IDNA allows are
/// asked about, of which a few ranges and their categories tell the direction.
/// </summary>
internal static class IdnaBidi
{
    private enum Direction
    {
        LeftToRight,
        RightToLeft,
        EuropeanDigit,
        ArabicDigit,
        Mark,
        Neutral,
    }

    /// <summary>
    /// Whether all labels of a name keep the rule, which is asked of none unless one has a character
    /// that is written from the right.
    /// </summary>
    public static bool IsAllowed(List<List<int>> labels) =>
        !labels.Exists(label => label.Exists(codePoint => DirectionOf(codePoint) is Direction.RightToLeft or Direction.ArabicDigit))
        || labels.TrueForAll(IsAllowed);

    private static bool IsAllowed(List<int> label)
    {
        var directions = label.ConvertAll(DirectionOf);
        var first = directions[0];
        var last = directions.FindLast(direction => direction != Direction.Mark);
        return first switch
        {
            Direction.RightToLeft =>
                !directions.Contains(Direction.LeftToRight)
                && last is Direction.RightToLeft or Direction.EuropeanDigit or Direction.ArabicDigit
                && !(directions.Contains(Direction.EuropeanDigit) && directions.Contains(Direction.ArabicDigit)),
            Direction.LeftToRight =>
                !directions.Contains(Direction.RightToLeft)
                && !directions.Contains(Direction.ArabicDigit)
                && last is Direction.LeftToRight or Direction.EuropeanDigit,
            _ => false,
        };
    }

    private static Direction DirectionOf(int codePoint) => codePoint switch
    {
        '-' or 0x00B7 or 0x0375 or 0x200C or 0x200D or 0x30FB => Direction.Neutral,
        (>= '0' and <= '9') or (>= 0x06F0 and <= 0x06F9) => Direction.EuropeanDigit,
        (>= 0x0660 and <= 0x0669) or (>= 0x10D30 and <= 0x10D39) => Direction.ArabicDigit,
        0x0CBF or 0x0CC6 or 0x11A07 or 0x11A08 or 0x11C3F => Direction.LeftToRight,
        0x02B9 or 0x02BA or (>= 0x02C6 and <= 0x02CF) or 0x02EC or 0x0374 or 0x2E2F or 0xA67F or (>= 0xA717 and <= 0xA71F) or 0xA788 =>
            Direction.Neutral,
        _ when CharUnicodeInfo.GetUnicodeCategory(codePoint) == UnicodeCategory.NonSpacingMark => Direction.Mark,
        (>= 0x0590 and <= 0x08FF) or (>= 0xFB1D and <= 0xFDFF) or (>= 0xFE70 and <= 0xFEFF) or (>= 0x10800 and <= 0x10FFF)
            or (>= 0x1E800 and <= 0x1EFFF) => Direction.RightToLeft,
        _ => Direction.LeftToRight,
    };
}
