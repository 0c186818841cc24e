namespace Ponos.Schema.Patterns;

/// <summary>Turns a regular expression into automata.</summary>
internal sealed class PatternCompiler
{
    // Counts are written out: (ab){1,1000} has two thousand states. A larger one is for the other engine.
    private const int MostStates = 50_000;

    private readonly List<PatternAutomaton> _looks = [];
    private readonly Dictionary<PatternLook, int> _lookNumbers = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<CodePointSet, int> _sets = new(ReferenceEqualityComparer.Instance);
    private readonly List<CodePointTest> _tests = [];
    private List<PatternState> _states = [];
    private bool _isBackward;
    private int _count;

    /// <summary>
    /// The program of an expression, or <see langword="null"/> when it asks for another engine: it refers back, or is too large.
    /// </summary>
    public static PatternProgram? Compile(PatternNode root)
    {
        var compiler = new PatternCompiler();
        return compiler.Automaton(root, isBackward: false) is { } main
            ? new PatternProgram([.. compiler._looks], main, [.. compiler._tests])
            : null;
    }

    private PatternAutomaton? Automaton(PatternNode root, bool isBackward)
    {
        var (states, wasBackward) = (_states, _isBackward);
        (_states, _isBackward) = ([], isBackward);
        var entry = Emit(root, Add(new PatternState(PatternStep.Match, 0)));
        var automaton = entry < 0 ? null : new PatternAutomaton([.. _states], entry, isBackward, IsAnchored(root));
        (_states, _isBackward) = (states, wasBackward);
        return automaton;
    }

    /// <summary>Adds the states of a part.</summary>
    /// <param name="node">The part.</param>
    /// <param name="next">The state that follows the part.</param>
    /// <returns>The part's first state; -1 when it cannot be had.</returns>
    private int Emit(PatternNode node, int next) => next < 0 ? -1 : node switch
    {
        PatternCharacter character => Add(new PatternState(PatternStep.Character, next, TestOf(character.Set))),
        PatternSequence sequence =>
            (_isBackward ? sequence.Parts : sequence.Parts.Reverse()).Aggregate(next, (after, part) => Emit(part, after)),
        PatternChoice choice =>
            choice.Parts.Skip(1).Aggregate(Emit(choice.Parts[0], next), (others, part) => Split(others, Emit(part, next))),
        PatternRepeat repeat => Repeat(repeat.Part, repeat.Times, next),
        PatternGroup group => Emit(group.Part, next),
        PatternPlace place => Add(new PatternState(place.Kind, next)),
        PatternLook look => Look(look, next),
        _ => -1,
    };

    private int Repeat(PatternNode part, EcmaQuantifier times, int next)
    {
        var least = times.Least;
        if (times.Most == int.MaxValue)
        {
            var loop = Add(default);
            var body = Emit(part, loop);
            if (body < 0)
            {
                return -1;
            }

            _states[loop] = new PatternState(PatternStep.Split, body, next);
            next = least == 0 ? loop : body;
            least = Math.Max(0, least - 1);
        }
        else
        {
            // Each of those that may be missing leads out at once, so that a text is in few states at a time.
            var after = next;
            for (var i = least; i < times.Most && next >= 0; i++)
            {
                next = Split(Emit(part, next), after);
            }
        }

        for (var i = 0; i < least && next >= 0; i++)
        {
            var before = _states.Count;
            next = Emit(part, next);
            if (_states.Count == before)
            {
                // The empty text stays empty however often it comes.
                break;
            }
        }

        return next;
    }

    private int Look(PatternLook look, int next)
    {
        if (!_lookNumbers.TryGetValue(look, out var number))
        {
            if (Automaton(look.Part, look.IsAhead) is not { } automaton)
            {
                return -1;
            }

            _lookNumbers.Add(look, number = _looks.Count);
            _looks.Add(automaton);
        }

        return Add(new PatternState(look.IsNegated ? PatternStep.NotLook : PatternStep.Look, next, number));
    }

    private int Split(int first, int second) => first < 0 || second < 0 ? -1 : Add(new PatternState(PatternStep.Split, first, second));

    private int Add(PatternState state)
    {
        if (++_count > MostStates)
        {
            return -1;
        }

        _states.Add(state);
        return _states.Count - 1;
    }

    private int TestOf(CodePointSet set)
    {
        if (!_sets.TryGetValue(set, out var index))
        {
            _sets.Add(set, index = _tests.Count);
            _tests.Add(new CodePointTest(set));
        }

        return index;
    }

    private static bool IsAnchored(PatternNode node) => node switch
    {
        PatternPlace place => place.Kind == PatternStep.Start,
        PatternSequence sequence => sequence.Parts.Any(IsAnchored),
        PatternChoice choice => choice.Parts.All(IsAnchored),
        PatternGroup group => IsAnchored(group.Part),
        PatternRepeat repeat => repeat.Times.Least > 0 && IsAnchored(repeat.Part),
        _ => false,
    };
}
