namespace Ponos.Schema.Patterns;

/// <summary>
/// Reads regular expressions of ECMA-262 (section 22.2, with the flag <c>u</c>, as JSON Schema Core 2020-12, section 6.4,
/// recommends). Like engines on the web (annex B) it takes escaped punctuation, and braces and brackets that stand alone, for themselves.
/// </summary>
internal ref struct EcmaPattern
{
    private const int MaxNesting = 200;

    private readonly EcmaGroups _groups;
    private readonly bool _isKept;
    private EcmaCursor _cursor;
    private int _nesting;
    private int _group;

    private EcmaPattern(string source, bool isKept)
    {
        _isKept = isKept;
        _cursor = new EcmaCursor(source);
        _groups = EcmaGroups.Of(source);
    }

    /// <summary>Is it a regular expression at all? Takes time linear in it, and keeps nothing of it.</summary>
    public static bool IsValid(string source)
    {
        try
        {
            new EcmaPattern(source, isKept: false).Read();
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <exception cref="FormatException">It is no regular expression; the message says where and why.</exception>
    public static PatternNode Parse(string source) => new EcmaPattern(source, isKept: true).Read();

    private PatternNode Read()
    {
        if (_groups.RepeatedName is { } name)
        {
            throw new FormatException($"two groups have the name {name}");
        }

        var pattern = Disjunction();
        return _cursor.IsAtEnd ? pattern : throw _cursor.Error("a parenthesis is closed that was not opened");
    }

    private PatternNode Disjunction()
    {
        if (++_nesting > MaxNesting)
        {
            throw _cursor.Error($"groups are nested deeper than {MaxNesting} levels");
        }

        var choices = new List<PatternNode>();
        var parts = new List<PatternNode>();
        while (!_cursor.IsAtEnd && _cursor.Peek != ')')
        {
            if (_cursor.TryTake('|'))
            {
                Keep(choices, Sequence(parts));
                parts.Clear();
            }
            else
            {
                Keep(parts, Term());
            }
        }

        _nesting--;
        Keep(choices, Sequence(parts));
        return choices is [var only] ? only : new PatternChoice(choices);
    }

    private static PatternNode Sequence(List<PatternNode> parts) => parts is [var only] ? only : new PatternSequence([.. parts]);

    private readonly void Keep(List<PatternNode> list, PatternNode part)
    {
        if (_isKept)
        {
            list.Add(part);
        }
    }

    private PatternNode Term()
    {
        if (Assertion() is { } assertion)
        {
            return EcmaQuantifier.TryRead(ref _cursor, out _) ? throw _cursor.Error("an assertion cannot be repeated") : assertion;
        }

        var atom = Atom();
        return EcmaQuantifier.TryRead(ref _cursor, out var times) && _isKept ? new PatternRepeat(atom, times) : atom;
    }

    /// <summary>What matches a place rather than a character, and may not be repeated.</summary>
    private PatternNode? Assertion() =>
        _cursor.TryTake('^') ? new PatternPlace(PatternStep.Start)
        : _cursor.TryTake('$') ? new PatternPlace(PatternStep.End)
        : _cursor.TryTake(@"\b") ? new PatternPlace(PatternStep.WordBoundary)
        : _cursor.TryTake(@"\B") ? new PatternPlace(PatternStep.NoWordBoundary)
        : _cursor.TryTake("(?=") ? new PatternLook(Group(), IsAhead: true, IsNegated: false)
        : _cursor.TryTake("(?!") ? new PatternLook(Group(), IsAhead: true, IsNegated: true)
        : _cursor.TryTake("(?<=") ? new PatternLook(Group(), IsAhead: false, IsNegated: false)
        : _cursor.TryTake("(?<!") ? new PatternLook(Group(), IsAhead: false, IsNegated: true)
        : null;

    private PatternNode Atom()
    {
        switch (_cursor.Peek)
        {
            case '.':
                _cursor.Next();
                return Character(CodePointSet.AllButLineTerminators);
            case '(':
                return AnyGroup();
            case '[':
                return Character(EcmaClass.Read(ref _cursor, _isKept));
            case '\\':
                return AtomEscape();
            case '*' or '+' or '?':
                throw _cursor.Error("there is nothing to repeat");
            case '{' when EcmaQuantifier.TryRead(ref _cursor, out _):
                throw _cursor.Error("there is nothing to repeat");
            default:
                return Literal(_cursor.Next());
        }
    }

    private PatternNode AnyGroup()
    {
        if (_cursor.TryTake("(?:"))
        {
            return Group();
        }

        if (_cursor.TryTake("(?<"))
        {
            _cursor.GroupName();
        }
        else if (_cursor.TryTake("(?"))
        {
            throw _cursor.Error(
                "this kind of group does not exist; flags such as (?i) are written out, as [Aa], and (?>…) and (?#…) are left out");
        }
        else
        {
            _cursor.Next();
        }

        var number = ++_group;
        var part = Group();
        return _groups.AreReferredTo ? new PatternGroup(part, number) : part;
    }

    /// <summary>The rest of a group that was opened.</summary>
    private PatternNode Group()
    {
        var part = Disjunction();
        return _cursor.TryTake(')') ? part : throw _cursor.Error("a parenthesis is not closed");
    }

    private PatternNode AtomEscape()
    {
        if (_cursor.TryTake(@"\k<"))
        {
            var name = _cursor.GroupName();
            return new PatternBackReference(_groups.NumberOf(name) ?? throw _cursor.Error($"no group has the name {name}"));
        }

        if (_cursor.PeekAfter is >= '1' and <= '9')
        {
            _cursor.Next();
            var number = _cursor.Number();
            return new PatternBackReference(number <= _groups.Count ? (int)number : throw _cursor.Error($"there is no group {number}"));
        }

        return EcmaClass.TryReadSet(ref _cursor, _isKept) is { } set ? Character(set) : Literal(_cursor.CharacterEscape());
    }

    private readonly PatternNode Literal(int codePoint) => _isKept ? new PatternCharacter(new CodePointSet(codePoint)) : PatternNode.Empty;

    private readonly PatternNode Character(CodePointSet set) => _isKept ? new PatternCharacter(set) : PatternNode.Empty;
}
