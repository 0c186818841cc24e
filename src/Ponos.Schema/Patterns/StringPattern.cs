using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;

namespace Ponos.Schema.Patterns;

internal enum PatternVerdict
{
    NoMatch,
    Match,
    TimedOut,
}

/// <summary>
/// A regular expression of ECMA-262 over UTF-8. It runs in time linear in the text. One that refers back to its groups, or that is
/// larger than any that was seen in use, is run by .NET's engine instead, which goes back, and has a time limit.
/// </summary>
internal sealed class StringPattern
{
    private readonly string _source;
    private readonly CharacterRuns? _runs;
    private readonly PatternProgram? _program;
    private readonly Regex? _regex;

    private StringPattern(string source, TimeSpan timeout)
    {
        _source = source;
        var pattern = EcmaPattern.Parse(source);
        _runs = CharacterRuns.Of(pattern);
        _program = _runs is null ? PatternCompiler.Compile(pattern) : null;
        _regex = _runs is null && _program is null ? DotNetExpression.Compile(pattern, timeout) : null;
    }

    public static bool TryCompile(
        string source, TimeSpan timeout, [NotNullWhen(true)] out StringPattern? pattern, [NotNullWhen(false)] out string? reason)
    {
        (pattern, reason) = (null, null);
        try
        {
            pattern = new StringPattern(source, timeout);
            return true;
        }
        catch (FormatException e)
        {
            reason = e.Message;
        }
        catch (ArgumentException e)
        {
            reason = "it is beyond what can be compiled: " + e.Message;
        }

        return false;
    }

    /// <summary>It may go back, and is stopped after a time.</summary>
    public bool HasTimeLimit => _regex is not null;

    /// <param name="text">The text.</param>
    /// <param name="budget">The steps that are left for the document; what is used is taken off.</param>
    public PatternVerdict Match(ReadOnlySpan<byte> text, ref long budget) =>
        _runs is not null ? (_runs.Matches(text) ? PatternVerdict.Match : PatternVerdict.NoMatch)
        : _program is not null ? _program.Match(text, ref budget)
        : MatchGoingBack(text);

    public override string ToString() => _source;

    private PatternVerdict MatchGoingBack(ReadOnlySpan<byte> text)
    {
        var characters = ArrayPool<char>.Shared.Rent(text.Length);
        try
        {
            var length = Encoding.UTF8.GetChars(text, characters);
            return _regex!.IsMatch(characters.AsSpan(0, length)) ? PatternVerdict.Match : PatternVerdict.NoMatch;
        }
        catch (RegexMatchTimeoutException)
        {
            return PatternVerdict.TimedOut;
        }
        finally
        {
            ArrayPool<char>.Shared.Return(characters, clearArray: true);
        }
    }
}
