using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Ponos.Delivery;

/// <summary>What is read of a delivery besides the job itself. Everything in it comes from outside and is clamped.</summary>
internal static class JobEnvelope
{
    /// <summary>The attempt that a delivery begins with, trusted only from 1 to the most there can be.</summary>
    public static int ReadAttempt(IReadOnlyDictionary<string, object?>? headers, int maxAttempts)
    {
        if (headers is null || !headers.TryGetValue(JobHeaders.Attempt, out var value))
        {
            return 1;
        }

        var number = value switch
        {
            int whole => whole,
            long whole => whole,
            _ => Text(value) is { } text && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : 1,
        };
        return (int)Math.Clamp(number, 1, maxAttempts);
    }

    public static string? ReadText(IReadOnlyDictionary<string, object?>? headers, string name) =>
        headers is not null && headers.TryGetValue(name, out var value) ? Text(value) : null;

    public static IReadOnlyDictionary<string, string> ReadTexts(IReadOnlyDictionary<string, object?>? headers)
    {
        if (headers is null || headers.Count == 0)
        {
            return FrozenDictionary<string, string>.Empty;
        }

        var texts = new Dictionary<string, string>(headers.Count, StringComparer.Ordinal);
        foreach (var (name, value) in headers)
        {
            if (Text(value) is { } text)
            {
                texts[name] = text;
            }
        }

        return texts;
    }

    private static string? Text(object? value) => value switch
    {
        string text => text,
        byte[] utf8 => Encoding.UTF8.GetString(utf8),
        int or long or bool => Convert.ToString(value, CultureInfo.InvariantCulture),
        _ => null,
    };
}
