namespace Ponos.Dashboard.Bodies;

/// <summary>What is different between two texts, by lines.</summary>
internal static class BodyDiff
{
    /// <summary>The table is lines times lines: longer texts are compared by their ends only.</summary>
    private const int MostLines = 1500;

    public static IReadOnlyList<DiffLine> Between(string before, string after)
    {
        var (old, now) = (before.Split('\n'), after.Split('\n'));
        var head = 0;
        while (head < old.Length && head < now.Length && old[head] == now[head])
        {
            head++;
        }

        var tail = 0;
        while (tail < old.Length - head && tail < now.Length - head && old[^(tail + 1)] == now[^(tail + 1)])
        {
            tail++;
        }

        return
        [
            .. old.Take(head).Select(line => new DiffLine(DiffSide.Both, line)),
            .. Middle(old[head..^tail], now[head..^tail]),
            .. old.Skip(old.Length - tail).Select(line => new DiffLine(DiffSide.Both, line)),
        ];
    }

    private static List<DiffLine> Middle(string[] old, string[] now)
    {
        if (old.Length > MostLines || now.Length > MostLines)
        {
            return [.. old.Select(line => new DiffLine(DiffSide.Before, line)), .. now.Select(line => new DiffLine(DiffSide.After, line))];
        }

        var common = Common(old, now);
        var lines = new List<DiffLine>();
        var (i, j) = (0, 0);
        while (i < old.Length || j < now.Length)
        {
            if (i < old.Length && j < now.Length && old[i] == now[j])
            {
                lines.Add(new DiffLine(DiffSide.Both, old[i++]));
                j++;
            }
            else if (j >= now.Length || (i < old.Length && common[i + 1, j] >= common[i, j + 1]))
            {
                lines.Add(new DiffLine(DiffSide.Before, old[i++]));
            }
            else
            {
                lines.Add(new DiffLine(DiffSide.After, now[j++]));
            }
        }

        return lines;
    }

    /// <summary>The length of the longest common part of what follows each pair of places.</summary>
    private static ushort[,] Common(string[] old, string[] now)
    {
        var common = new ushort[old.Length + 1, now.Length + 1];
        for (var i = old.Length - 1; i >= 0; i--)
        {
            for (var j = now.Length - 1; j >= 0; j--)
            {
                common[i, j] = old[i] == now[j] ? (ushort)(common[i + 1, j + 1] + 1) : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        return common;
    }
}

/// <summary>A line of a difference.</summary>
internal readonly record struct DiffLine(DiffSide Side, string Text);

/// <summary>Where a line stands.</summary>
internal enum DiffSide
{
    /// <summary>In both texts.</summary>
    Both,

    /// <summary>In the first only.</summary>
    Before,

    /// <summary>In the second only.</summary>
    After,
}
