using System.Text;

namespace Khronos.Schedules;

/// <summary>
/// FNV-1a (RFC 9923), and a finishing mix: the same on every machine and in every version, which string.GetHashCode is not.
/// </summary>
internal static class StableHash
{
    public static int Of(string text) => (int)(Of64(text) & int.MaxValue);

    /// <summary>A part of the span, below the whole of it, that depends on the text alone.</summary>
    public static TimeSpan PartOf(TimeSpan span, string text) => new((long)(Of64(text) % (ulong)span.Ticks));

    private static ulong Of64(string text)
    {
        var hash = 14695981039346656037UL;
        foreach (var b in Encoding.UTF8.GetBytes(text))
        {
            hash = (hash ^ b) * 1099511628211UL;
        }

        // FNV's low bits hardly differ for texts that end alike, as instants do.
        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccdUL;
        return hash ^ (hash >> 33);
    }
}
