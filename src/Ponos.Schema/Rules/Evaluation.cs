using System.Buffers;
using System.Runtime.CompilerServices;
using Ponos.Schema.Patterns;
using Ponos.Schema.Text;

namespace Ponos.Schema.Rules;

/// <summary>
/// One run of a schema over one document: what is looked at, what was found, and scratch memory that is rented on demand.
/// </summary>
internal ref struct Evaluation
{
    /// <summary>Nobody asks which children were evaluated.</summary>
    public const int NoMarks = -1;

    // A run remembers verdicts only once it has gone on long enough to suggest that it repeats itself.
    private const int StepsBeforeRemembering = 1024;
    private const int StepsPerTokenBeforeRemembering = 4;

    /// <summary>The steps that patterns may still take. A field, to be counted down in its place.</summary>
    public long PatternBudget;

    private readonly ViolationCollector? _collector;
    private ulong[]? _marks;
    private int _marksTop;
    private VerdictMemory? _memory;
    private int _stepsLeft;
    private int _depth;

    public Evaluation(JsonView view, ViolationCollector? collector = null)
    {
        View = view;
        PatternBudget = PatternProgram.BudgetOf(view.Length);
        _collector = collector;
        IsCollecting = collector is not null;
        _stepsLeft = StepsBeforeRemembering + (int)Math.Min(StepsPerTokenBeforeRemembering * (long)view.Count, int.MaxValue / 2);
    }

    /// <summary>The document. A field, since a property would copy it at each use.</summary>
    public readonly JsonView View;

    /// <summary>Violations are wanted: go on after the first. Off while a subschema is only asked for its verdict.</summary>
    public bool IsCollecting { get; private set; }

    /// <summary>The run was given up; the document is invalid whatever was found.</summary>
    public bool IsAborted { get; private set; }

    /// <summary>Why the run was given up, if a keyword did it.</summary>
    public LastWord? LastWord { get; private set; }

    public readonly bool IsRemembering => _memory is not null;

    /// <summary>The verdict on the whole document.</summary>
    public bool Judge(SchemaNode root)
    {
        try
        {
            return root.Evaluate(ref this, 0, NoMarks) && !IsAborted;
        }
        catch (InsufficientExecutionStackException)
        {
            // Comparing deep values looks ahead for its stack, as entering a schema does.
            IsAborted = true;
            return false;
        }
    }

    /// <summary>Turns collecting off, and returns what it was for <see cref="Resume"/>.</summary>
    public bool Silence()
    {
        var was = IsCollecting;
        IsCollecting = false;
        return was;
    }

    public void Resume(bool collecting) => IsCollecting = collecting;

    /// <summary>Collects a violation. A full collector turns the run into one that stops at the next failure.</summary>
    public void Report(SchemaNode node, string? keyword, int at, string message, string? property = null)
    {
        if (IsCollecting && !_collector!.Add(View, node, keyword, at, message, property))
        {
            IsCollecting = false;
        }
    }

    /// <summary>Gives the run up with a last word, even where only a verdict is asked for.</summary>
    public void Abort(SchemaNode node, string? keyword, int at, string message)
    {
        if (!IsAborted)
        {
            IsAborted = true;
            LastWord = new LastWord(node, keyword, at, message);
        }

        IsCollecting = false;
    }

    /// <summary>Counts an entry into a shared node, which every recursion passes.</summary>
    public bool TryEnter()
    {
        if (IsAborted || ((++_depth & 15) == 0 && !RuntimeHelpers.TryEnsureSufficientExecutionStack()))
        {
            IsAborted = true;
            return false;
        }

        if (--_stepsLeft == 0)
        {
            _memory = VerdictMemory.Rent();
        }

        return true;
    }

    public void Leave() => _depth--;

    /// <summary>A verdict from before. While collecting only a good one counts: a bad one has violations to tell.</summary>
    public readonly bool TryRecall(SchemaNode node, int at, out bool valid) =>
        _memory!.TryGet(node.Id, at, out valid) && (valid || !IsCollecting);

    public readonly void Remember(SchemaNode node, int at, bool valid)
    {
        if (!IsAborted)
        {
            _memory!.Set(node.Id, at, valid);
        }
    }

    /// <summary>Reserves marks for the children of the container at an index, all clear.</summary>
    public int PushMarks(int at)
    {
        var words = WordsFor(at);
        if (_marks is null || _marksTop + words > _marks.Length)
        {
            var larger = ArrayPool<ulong>.Shared.Rent(Math.Max(64, (_marksTop + words) * 2));
            if (_marks is not null)
            {
                _marks.AsSpan(0, _marksTop).CopyTo(larger);
                ArrayPool<ulong>.Shared.Return(_marks);
            }

            _marks = larger;
        }

        var start = _marksTop;
        _marks.AsSpan(start, words).Clear();
        _marksTop += words;
        return start;
    }

    public void PopMarks(int start) => _marksTop = start;

    public readonly void Mark(int start, int ordinal) => _marks![start + (ordinal >> 6)] |= 1UL << (ordinal & 63);

    public readonly bool IsMarked(int start, int ordinal) => (_marks![start + (ordinal >> 6)] & (1UL << (ordinal & 63))) != 0;

    public readonly void MarkAll(int start, int at) => _marks.AsSpan(start, WordsFor(at)).Fill(ulong.MaxValue);

    /// <summary>Evaluates a subschema whose marks count only when it is valid.</summary>
    public bool Attempt(SchemaNode node, int at, int outer)
    {
        if (outer == NoMarks)
        {
            return node.Evaluate(ref this, at, NoMarks);
        }

        var own = PushMarks(at);
        var valid = node.Evaluate(ref this, at, own);
        if (valid)
        {
            var words = WordsFor(at);
            for (var i = 0; i < words; i++)
            {
                _marks![outer + i] |= _marks[own + i];
            }
        }

        PopMarks(own);
        return valid;
    }

    /// <summary>Asks only for a verdict.</summary>
    public bool AttemptSilently(SchemaNode node, int at, int outer)
    {
        var collecting = Silence();
        var valid = Attempt(node, at, outer);
        Resume(collecting && !IsAborted);
        return valid;
    }

    public void Dispose()
    {
        if (_marks is not null)
        {
            ArrayPool<ulong>.Shared.Return(_marks);
            _marks = null;
        }

        _memory?.Return();
        _memory = null;
    }

    private readonly int WordsFor(int at) => (View[at].Length + 63) >> 6;
}

/// <summary>Why a run was given up.</summary>
internal sealed record LastWord(SchemaNode Node, string? Keyword, int At, string Message);
