using StackExchange.Redis;

namespace Ponos.Redis.Limits;

/// <summary>What one limiter says to Redis and hears from it.</summary>
/// <param name="limit">What is limited.</param>
/// <param name="parts">The connection and what belongs to it.</param>
/// <param name="store">What the permits or places are called among the keys.</param>
/// <param name="script">The script.</param>
/// <param name="span">The period or the lease.</param>
internal sealed class Conversation(SharedLimit limit, LimiterParts parts, string store, string script, TimeSpan span)
{
    private readonly Lock _gate = new();
    private readonly RedisKey[] _keys =
        [.. new[] { store, $"{store}:present", $"{store}:waiting", $"{store}:hold" }.Select(key => parts.Settings.Key(limit.Queue, key))];

    private Standing? _standing;

    /// <summary>The numbers under which is asked.</summary>
    public Numbers Numbers { get; } = new();

    /// <summary>How many processes share the limit, and which of them this one is; none before Redis has answered.</summary>
    public Standing? Standing
    {
        get
        {
            lock (_gate)
            {
                return _standing;
            }
        }
    }

    /// <summary>A name that no other permit or place has.</summary>
    public RedisValue NameOf(long number) => $"{parts.Process}:{number}";

    /// <summary>Asks for so many, and gives back what is to be given back.</summary>
    /// <returns>The number of the first that was asked for, and the answer.</returns>
    /// <exception cref="SharedLimitAwayException">
    /// Redis is away. What it may have given all the same is given back with the next call.
    /// </exception>
    public async Task<(long First, Answer Answer)> AskAsync(Mode mode, int wanted, IReadOnlyList<RedisValue> told)
    {
        var first = Numbers.Take(wanted, out var returned);
        RedisValue[] values =
        [
            parts.Process, limit.Permits, (long)span.TotalMicroseconds, wanted, first, (int)mode,
            returned.Length, .. returned.Select(NameOf), told.Count, .. told,
        ];
        try
        {
            var answer = Answer.Read(await parts.Link.RunAsync(script, _keys, values));
            lock (_gate)
            {
                _standing = answer.Standing;
            }

            return (first, answer);
        }
        catch (SharedLimitAwayException)
        {
            Numbers.Return([.. returned, .. Numbers.From(first, wanted)]);
            throw;
        }
    }
}
