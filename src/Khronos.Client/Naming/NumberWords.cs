namespace Khronos.Naming;

/// <summary>Whole numbers from 1 to 999 as English words joined by hyphens, and back.</summary>
internal static class NumberWords
{
    public const int Max = 999;

    private static readonly string[] Small =
    [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
        "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    ];

    private static readonly string[] Tens = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

    /// <summary>The number's words: <c>three-hundred-sixty-five</c>.</summary>
    public static string Of(int number)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, Max);
        var hundreds = number >= 100 ? Small[number / 100] + "-hundred" : "";
        var rest = number % 100;
        var words = rest == 0 ? ""
            : rest < 20 ? Small[rest]
            : rest % 10 == 0 ? Tens[rest / 10]
            : $"{Tens[rest / 10]}-{Small[rest % 10]}";
        return hundreds.Length == 0 ? words : words.Length == 0 ? hundreds : $"{hundreds}-{words}";
    }

    /// <summary>Reads number words at the beginning of <paramref name="words"/>, with or without an "and" behind the hundreds.</summary>
    /// <returns>How many words the number took; zero when there is none.</returns>
    public static int Read(ReadOnlySpan<string> words, out int number)
    {
        number = 0;
        var used = 0;
        if (words.Length >= 2 && words[1] == "hundred" && IndexOf(Small, words[0]) is > 0 and < 10)
        {
            number = IndexOf(Small, words[0]) * 100;
            used = 2;
            if (words.Length > used + 1 && words[used] == "and" && ReadBelowHundred(words[(used + 1)..], out _) > 0)
            {
                used++;
            }
        }

        used += ReadBelowHundred(words[used..], out var rest);
        number += rest;
        return used;
    }

    private static int ReadBelowHundred(ReadOnlySpan<string> words, out int number)
    {
        number = 0;
        if (words.IsEmpty)
        {
            return 0;
        }

        if (IndexOf(Small, words[0]) is > 0 and var small)
        {
            number = small;
            return 1;
        }

        if (IndexOf(Tens, words[0]) is not (>= 2 and var tens))
        {
            return 0;
        }

        number = tens * 10;
        if (words.Length > 1 && IndexOf(Small, words[1]) is > 0 and < 10 and var ones)
        {
            number += ones;
            return 2;
        }

        return 1;
    }

    private static int IndexOf(string[] words, string word) => Array.IndexOf(words, word);
}
