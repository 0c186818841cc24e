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
/// A regular expression of ECMA-262 over UTF-8. It runs without backtracking, in time linear in the text; an expression that
/// needs backtracking has a time limit instead.
/// </summary>
internal sealed class StringPattern
{
    private readonly Regex _regex;
    private readonly AsciiSequence? _sequence;
    private readonly string _source;

    private StringPattern(string source, Regex regex, AsciiSequence? sequence)
    {
        _sequence = sequence;
        _source = source;
        _regex = regex;
    }

    public static bool TryCompile(string source, TimeSpan timeout, [NotNullWhen(true)] out StringPattern? pattern, [NotNullWhen(false)] out string? reason)
    {
        pattern = null;
        var translation = EcmaPattern.Translate(source);
        if (translation.Error is not null)
        {
            reason = translation.Error;
            return false;
        }

        try
        {
            pattern = new StringPattern(source, Create(translation, timeout), translation.Sequence);
            reason = null;
            return true;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            reason = "it is beyond what can be compiled: " + e.Message;
            return false;
        }
    }

    /// <summary>It backtracks, and is stopped after a time.</summary>
    public bool HasTimeLimit => _regex.MatchTimeout != Regex.InfiniteMatchTimeout;

    public PatternVerdict Match(ReadOnlySpan<byte> text)
    {
        if (_sequence is not null)
        {
            return _sequence.Matches(text) ? PatternVerdict.Match : PatternVerdict.NoMatch;
        }

        char[]? rented = null;
        var characters = text.Length <= 128 ? stackalloc char[128] : (rented = ArrayPool<char>.Shared.Rent(text.Length));
        try
        {
            var length = Encoding.UTF8.GetChars(text, characters);
            return _regex.IsMatch(characters[..length]) ? PatternVerdict.Match : PatternVerdict.NoMatch;
        }
        catch (RegexMatchTimeoutException)
        {
            return PatternVerdict.TimedOut;
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<char>.Shared.Return(rented, clearArray: true);
            }
        }
    }

    public override string ToString() => _source;

    private static Regex Create(in EcmaTranslation translation, TimeSpan timeout) =>
        translation.NeedsBacktracking
            ? new Regex(translation.Pattern, RegexOptions.CultureInvariant, timeout)
            : new Regex(translation.Pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
}
