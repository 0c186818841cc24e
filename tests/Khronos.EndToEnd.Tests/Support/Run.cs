using System.Globalization;

namespace Khronos.EndToEnd.Tests.Support;

/// <summary>A handler's run, as the service printed it.</summary>
internal sealed record Run(string What, string TickId, long Sequence, long Missed)
{
    public string Schedule => TickId.Split('@')[0];

    public static Run[] In(string[] lines, string what) =>
        [.. lines.Select(line => line.Split(' ')).Where(words => words is ["ran", _, _, _, _]).Select(Read).Where(run => run.What == what)];

    private static Run Read(string[] words) =>
        new(words[1], words[2], long.Parse(words[3], CultureInfo.InvariantCulture), long.Parse(words[4], CultureInfo.InvariantCulture));
}
