namespace Ponos.Schema.Patterns;

/// <summary>
/// The commonest patterns, such as <c>^[a-z][a-z0-9-]*$</c> and <c>^\p{L}{1,50}@.{1,200}$</c>: runs of characters, each so many times, of
/// which each ends where the next begins. One look at each character decides.
/// </summary>
internal sealed class CharacterRuns
{
    private readonly (CodePointTest Test, int Least, int Most)[] _runs;
    private readonly bool _isClosed;

    private CharacterRuns((CodePointTest Test, int Least, int Most)[] runs, bool isClosed) => (_runs, _isClosed) = (runs, isClosed);

    /// <summary>The runs of an expression, or <see langword="null"/> when it is more than that.</summary>
    public static CharacterRuns? Of(PatternNode pattern)
    {
        PatternNode[] parts = pattern is PatternSequence sequence ? [.. sequence.Parts] : [pattern];
        if (parts is not [PatternPlace { Kind: PatternStep.Start }, ..])
        {
            return null;
        }

        var isClosed = parts is [_, .., PatternPlace { Kind: PatternStep.End }];
        var runs = new List<(CodePointSet Set, int Least, int Most)>();
        foreach (var part in parts.AsSpan(1, parts.Length - (isClosed ? 2 : 1)))
        {
            switch (part)
            {
                case PatternCharacter character:
                    runs.Add((character.Set, 1, 1));
                    break;
                case PatternRepeat { Part: PatternCharacter character } repeat:
                    runs.Add((character.Set, repeat.Times.Least, repeat.Times.Most));
                    break;
                default:
                    return null;
            }
        }

        return AreApart(runs)
            ? new CharacterRuns([.. runs.Select(run => (new CodePointTest(run.Set), run.Least, run.Most))], isClosed)
            : null;
    }

    public bool Matches(ReadOnlySpan<byte> text)
    {
        foreach (var (test, least, most) in _runs)
        {
            if (test.Count(text, most, out var bytes) < least)
            {
                return false;
            }

            text = text[bytes..];
        }

        return text.IsEmpty || !_isClosed;
    }

    /// <summary>Whether a run that may have more or fewer characters never takes one that is another's.</summary>
    private static bool AreApart(List<(CodePointSet Set, int Least, int Most)> runs)
    {
        for (var i = 0; i < runs.Count; i++)
        {
            if (runs[i].Least == runs[i].Most)
            {
                continue;
            }

            foreach (var after in runs.Skip(i + 1))
            {
                if (runs[i].Set.Overlaps(after.Set))
                {
                    return false;
                }

                if (after.Least > 0)
                {
                    break;
                }
            }
        }

        return true;
    }
}
