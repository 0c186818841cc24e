namespace Ponos;

/// <summary>Whole numbers from 1 to 999 as English words joined by hyphens, and back.</summary>
internal static class NumberWords
{
    private static readonly string[] Small =
    [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
        "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    ];

    private static readonly string[] Tens = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

    /// <summary>The number's words: <c>three-hundred-sixty-five</c>.</summary>
    public static string Of(int number)
    {
        var words = new List<string>();
        if (number >= 100)
        {
            words.Add(Small[number / 100]);
            words.Add("hundred");
        }

        var rest = number % 100;
        if (rest >= 20)
        {
            words.Add(Tens[rest / 10]);
            rest %= 10;
        }

        if (rest > 0)
        {
            words.Add(Small[rest]);
        }

        return string.Join("-", words);
    }

    /// <summary>Reads number words from a place on, with or without an "and" behind the hundreds.</summary>
    /// <returns>How many words the number took; zero when there is none.</returns>
    public static int Read(List<string> words, int at, out int number)
    {
        number = 0;
        var used = 0;
        if (at + 1 < words.Count && words[at + 1] == "hundred" && Array.IndexOf(Small, words[at]) is > 0 and < 10 and var hundreds)
        {
            number = hundreds * 100;
            used = 2;
            if (at + 3 < words.Count && words[at + 2] == "and" && ReadBelowHundred(words, at + 3, out _) > 0)
            {
                used++;
            }
        }

        used += ReadBelowHundred(words, at + used, out var rest);
        number += rest;
        return used;
    }

    private static int ReadBelowHundred(List<string> words, int at, out int number)
    {
        number = 0;
        if (at >= words.Count)
        {
            return 0;
        }

        if (Array.IndexOf(Small, words[at]) is > 0 and var small)
        {
            number = small;
            return 1;
        }

        if (Array.IndexOf(Tens, words[at]) is not (>= 2 and var tens))
        {
            return 0;
        }

        number = tens * 10;
        if (at + 1 < words.Count && Array.IndexOf(Small, words[at + 1]) is > 0 and < 10 and var ones)
        {
            number += ones;
            return 2;
        }

        return 1;
    }
}
