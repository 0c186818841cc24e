namespace Ponos.Schema.Patterns;

/// <summary>What a state of a <see cref="PatternProgram"/> waits for.</summary>
internal enum PatternStep : byte
{
    /// <summary>Nothing more: the text matches.</summary>
    Match,

    /// <summary>A character of a set.</summary>
    Character,

    /// <summary>Nothing: two states follow at once.</summary>
    Split,

    /// <summary>The text's beginning.</summary>
    Start,

    /// <summary>The text's end.</summary>
    End,

    /// <summary>A place between a word's character and another.</summary>
    WordBoundary,

    /// <summary>Any other place.</summary>
    NoWordBoundary,

    /// <summary>A place where another program matches.</summary>
    Look,

    /// <summary>A place where another program does not match.</summary>
    NotLook,
}

/// <summary>A state: what it waits for, which one follows, and the set, the program or the second state that it is about.</summary>
internal readonly record struct PatternState(PatternStep Step, int Next, int Argument = 0);

/// <summary>
/// A regular expression as a nondeterministic automaton (Thompson's construction). What it looks ahead to or behind for are
/// programs of their own, run first over the whole text: so nothing is ever tried twice, whatever the expression and the text.
/// </summary>
/// <param name="States">The states.</param>
/// <param name="Entry">The first of them.</param>
/// <param name="IsBackward">Whether it reads the text from its end, as what is looked ahead to is read.</param>
/// <param name="IsAnchored">Whether it can match from the text's beginning only.</param>
internal sealed record PatternAutomaton(PatternState[] States, int Entry, bool IsBackward, bool IsAnchored);

/// <summary>The automata of a regular expression: those of its assertions, inner ones first, and its own.</summary>
internal sealed class PatternProgram(PatternAutomaton[] looks, PatternAutomaton main, CodePointTest[] tests)
{
    // Ordinary patterns take two or three steps for each character; five million take some tens of milliseconds.
    private const long LeastBudget = 5_000_000;
    private const long StepsPerByte = 64;

    /// <summary>How many steps the patterns of a schema may take on a document of a length, together.</summary>
    public static long BudgetOf(int documentLength) => LeastBudget + (StepsPerByte * documentLength);

    public PatternVerdict Match(ReadOnlySpan<byte> text, ref long budget)
    {
        var run = new PatternRun(text, tests, budget);
        try
        {
            foreach (var look in looks)
            {
                run.Look(look);
            }

            var matches = run.Search(main);
            budget = run.Budget;
            return run.Budget < 0 ? PatternVerdict.TimedOut : matches ? PatternVerdict.Match : PatternVerdict.NoMatch;
        }
        finally
        {
            run.Dispose();
        }
    }
}
