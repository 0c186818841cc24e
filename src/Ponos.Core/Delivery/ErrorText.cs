using System.Text;

namespace Ponos.Delivery;

/// <summary>Text of exceptions for headers and logs: no control characters, at most 4 KiB of UTF-8 (a header of 200 KB would cost the connection).</summary>
internal static class ErrorText
{
    private const int MaxBytes = 4096;

    /// <summary>The message of an exception of the application's, which can throw itself or be missing.</summary>
    public static string Of(Exception exception)
    {
        try
        {
            return Clean(exception.Message ?? "");
        }
        catch (Exception)
        {
            return "The exception's message cannot be read: it threw.";
        }
    }

    /// <summary>The name of an exception's type; none for no exception.</summary>
    public static string? TypeOf(Exception? exception) => exception is null ? null : Clean(exception.GetType().FullName ?? exception.GetType().Name);

    public static string Clean(string text)
    {
        var clean = new StringBuilder(Math.Min(text.Length, MaxBytes));
        var bytes = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            var shown = Rune.IsControl(rune) ? new Rune(' ') : rune;
            bytes += shown.Utf8SequenceLength;
            if (bytes > MaxBytes)
            {
                break;
            }

            clean.Append(shown);
        }

        return clean.ToString();
    }
}
