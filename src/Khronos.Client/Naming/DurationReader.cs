using System.Diagnostics.CodeAnalysis;
using Ponos;

namespace Khronos.Naming;

/// <summary>Reads durations as all of Ponos does, and demands that time passes in them.</summary>
internal static class DurationReader
{
    public static bool TryRead([NotNullWhen(true)] string? text, out TimeSpan duration) =>
        DurationText.TryParse(text, out duration) && text is not null && duration > TimeSpan.Zero;
}
