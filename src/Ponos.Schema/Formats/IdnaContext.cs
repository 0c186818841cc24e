namespace Ponos.Schema.Formats;

/// <summary>Code points that IDNA allows only beside certain others: RFC 5892, appendix A.</summary>
internal static class IdnaContext
{
    private static readonly int[] Viramas =
    [
        0x094D, 0x09CD, 0x0A4D, 0x0ACD, 0x0B4D, 0x0BCD, 0x0C4D, 0x0CCD, 0x0D3B, 0x0D3C, 0x0D4D, 0x0DCA, 0x0E3A, 0x0EBA, 0x0F84, 0x1039,
        0x103A, 0x1714, 0x1734, 0x17D2, 0x1A60, 0x1B44, 0x1BAA, 0x1BAB, 0x1BF2, 0x1BF3, 0x2D7F, 0xA806, 0xA82C, 0xA8C4, 0xA953, 0xA9C0,
        0xAAF6, 0xABED, 0x10A3F, 0x11046, 0x1107F, 0x110B9, 0x11133, 0x11134, 0x111C0, 0x11235, 0x112EA, 0x1134D, 0x11442, 0x114C2, 0x115BF,
        0x1163F, 0x116B6, 0x1172B, 0x11839,
    ];

    public static bool Allows(List<int> label, int at)
    {
        var before = at > 0 ? label[at - 1] : -1;
        var after = at + 1 < label.Count ? label[at + 1] : -1;
        return label[at] switch
        {
            // Zero width joiners.
            0x200D => Array.IndexOf(Viramas, before) >= 0,
            0x200C => Array.IndexOf(Viramas, before) >= 0 || (IsJoining(before) && IsJoining(after)),

            // Middle dot, Greek keraia, Hebrew geresh and gershayim, Katakana middle dot.
            0x00B7 => before == 'l' && after == 'l',
            0x0375 => IsGreek(after),
            0x05F3 or 0x05F4 => before is >= 0x0591 and <= 0x05F4,
            0x30FB => label.Exists(IsJapanese),

            // Arabic-Indic digits and the extended ones do not mix.
            >= 0x0660 and <= 0x0669 => !label.Exists(codePoint => codePoint is >= 0x06F0 and <= 0x06F9),
            >= 0x06F0 and <= 0x06F9 => !label.Exists(codePoint => codePoint is >= 0x0660 and <= 0x0669),
            _ => false,
        };
    }

    /// <summary>Letters of the scripts whose letters join: Arabic, Syriac, N'Ko, Mandaic, Mongolian and their extensions.</summary>
    private static bool IsJoining(int codePoint) =>
        codePoint is (>= 0x0620 and <= 0x06D5) or (>= 0x0710 and <= 0x077F) or (>= 0x07CA and <= 0x07EA) or (>= 0x0840 and <= 0x086A)
            or (>= 0x08A0 and <= 0x08C7) or (>= 0x1820 and <= 0x1878);

    private static bool IsGreek(int codePoint) =>
        codePoint is (>= 0x0370 and <= 0x03E1) or (>= 0x03F0 and <= 0x03FF) or (>= 0x1F00 and <= 0x1FFE);

    /// <summary>Hiragana, Katakana or Han.</summary>
    private static bool IsJapanese(int codePoint) =>
        codePoint is (>= 0x3041 and <= 0x309F and not (0x3099 or 0x309A)) or (>= 0x30A1 and <= 0x30FA) or (>= 0x30FD and <= 0x30FF)
            or (>= 0x31F0 and <= 0x31FF)
            or 0x3005 or 0x3007 or (>= 0x3021 and <= 0x3029) or (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF)
            or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x323AF);
}
