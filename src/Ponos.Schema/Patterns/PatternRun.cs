using System.Buffers;
using System.Text;

namespace Ponos.Schema.Patterns;

/// <summary>
/// One text against a program. All states that the text can be in are followed at once, so the cost is at most the number of
/// states × the number of characters, and a budget ends what is too much even so.
/// </summary>
internal ref struct PatternRun(ReadOnlySpan<byte> text, CodePointTest[] tests, long budget)
{
    private readonly ReadOnlySpan<byte> _text = text;
    private readonly CodePointTest[] _tests = tests;
    private ulong[]? _places;
    private int _looks;
    private int[]? _scratch;
    private Span<int> _pending;

    /// <summary>How many steps are left; negative when they were not enough.</summary>
    public long Budget { get; private set; } = budget;

    private readonly int WordsPerLook => (_text.Length >> 6) + 1;

    /// <summary>Whether the text matches, anywhere.</summary>
    public bool Search(PatternAutomaton automaton) => Scan(automaton, []);

    /// <summary>Notes each place of the text where an assertion holds.</summary>
    public void Look(PatternAutomaton automaton)
    {
        var start = _looks++ * WordsPerLook;
        if (_places is null || _places.Length < start + WordsPerLook)
        {
            var larger = ArrayPool<ulong>.Shared.Rent(Math.Max(16, 2 * (start + WordsPerLook)));
            _places.AsSpan(0, start).CopyTo(larger);
            Return(ref _places);
            _places = larger;
        }

        var places = _places.AsSpan(start, WordsPerLook);
        places.Clear();
        Scan(automaton, places);
    }

    public void Dispose()
    {
        Return(ref _places);
        Return(ref _scratch);
    }

    private static void Return<T>(ref T[]? rented)
    {
        if (rented is not null)
        {
            ArrayPool<T>.Shared.Return(rented);
            rented = null;
        }
    }

    private bool Scan(PatternAutomaton automaton, Span<ulong> places)
    {
        var size = automaton.States.Length;
        if (_scratch is null || _scratch.Length < 5 * size)
        {
            Return(ref _scratch);
            _scratch = ArrayPool<int>.Shared.Rent(5 * size);
        }

        // Each state is waited for once at most, and leads to one more than it takes away.
        var current = new StateSet(_scratch.AsSpan(0, 2 * size));
        var next = new StateSet(_scratch.AsSpan(2 * size, 2 * size));
        _pending = _scratch.AsSpan(4 * size);
        var isOnce = automaton.IsAnchored && places.IsEmpty;
        var (at, end) = automaton.IsBackward ? (_text.Length, 0) : (0, _text.Length);
        Enter(automaton, ref current, automaton.Entry, at);
        while (true)
        {
            if (current.HasMatch)
            {
                if (places.IsEmpty)
                {
                    return true;
                }

                places[at >> 6] |= 1UL << (at & 63);
            }

            Budget -= current.Count;
            if (at == end || Budget < 0 || (isOnce && current.Count == 0))
            {
                return false;
            }

            var codePoint = Read(automaton.IsBackward, ref at);
            next.Clear();
            foreach (var state in current.States)
            {
                ref readonly var waiting = ref automaton.States[state];
                if (waiting.Step == PatternStep.Character && _tests[waiting.Argument].Has(codePoint))
                {
                    Enter(automaton, ref next, waiting.Next, at);
                }
            }

            if (!isOnce)
            {
                Enter(automaton, ref next, automaton.Entry, at);
            }

            var last = current;
            current = next;
            next = last;
        }
    }

    /// <summary>Adds a state, and all that follow it without a character.</summary>
    private readonly void Enter(PatternAutomaton automaton, ref StateSet set, int state, int at)
    {
        var pending = 0;
        while (true)
        {
            if (set.TryAdd(state))
            {
                ref readonly var entered = ref automaton.States[state];
                switch (entered.Step)
                {
                    case PatternStep.Match:
                        set.HasMatch = true;
                        break;
                    case PatternStep.Character:
                        break;
                    case PatternStep.Split:
                        _pending[pending++] = entered.Argument;
                        state = entered.Next;
                        continue;
                    default:
                        if (Holds(in entered, at))
                        {
                            state = entered.Next;
                            continue;
                        }

                        break;
                }
            }

            if (pending == 0)
            {
                return;
            }

            state = _pending[--pending];
        }
    }

    private readonly bool Holds(in PatternState place, int at) => place.Step switch
    {
        PatternStep.Start => at == 0,
        PatternStep.End => at == _text.Length,
        PatternStep.WordBoundary => IsWordAt(at - 1) != IsWordAt(at),
        PatternStep.NoWordBoundary => IsWordAt(at - 1) == IsWordAt(at),
        PatternStep.Look => IsNoted(place.Argument, at),
        _ => !IsNoted(place.Argument, at),
    };

    private readonly bool IsNoted(int look, int at) => (_places![(look * WordsPerLook) + (at >> 6)] & (1UL << (at & 63))) != 0;

    private readonly bool IsWordAt(int at) =>
        (uint)at < (uint)_text.Length && (char.IsAsciiLetterOrDigit((char)_text[at]) || _text[at] == (byte)'_');

    private readonly int Read(bool isBackward, ref int at)
    {
        Rune rune;
        int length;
        if (isBackward)
        {
            Rune.DecodeLastFromUtf8(_text[..at], out rune, out length);
            at -= length;
        }
        else
        {
            Rune.DecodeFromUtf8(_text[at..], out rune, out length);
            at += length;
        }

        return rune.Value;
    }

    /// <summary>States in the order in which they came. It is cleared at no cost, and may be made of memory that holds anything.</summary>
    private ref struct StateSet(Span<int> memory)
    {
        private readonly Span<int> _states = memory[..(memory.Length / 2)];
        private readonly Span<int> _places = memory[(memory.Length / 2)..];

        public int Count { get; private set; }

        public bool HasMatch { get; set; }

        public readonly ReadOnlySpan<int> States => _states[..Count];

        public bool TryAdd(int state)
        {
            var place = _places[state];
            if ((uint)place < (uint)Count && _states[place] == state)
            {
                return false;
            }

            _places[state] = Count;
            _states[Count++] = state;
            return true;
        }

        public void Clear() => (Count, HasMatch) = (0, false);
    }
}
