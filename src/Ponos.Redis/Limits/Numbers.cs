namespace Ponos.Redis.Limits;

/// <summary>The numbers under which a process asks for permits or places, each once; and those that it gives back.</summary>
internal sealed class Numbers
{
    private const int MostReturned = 5000;

    private readonly Lock _gate = new();
    private readonly List<long> _returned = [];
    private long _next;

    /// <summary>Numbers that were never used, and with them what is to be given back.</summary>
    /// <param name="count">How many.</param>
    /// <param name="returned">What is given back now.</param>
    /// <returns>The first of them; the others follow.</returns>
    public long Take(int count, out long[] returned)
    {
        lock (_gate)
        {
            returned = [.. _returned];
            _returned.Clear();
            return Next(count);
        }
    }

    public long TakeOne()
    {
        lock (_gate)
        {
            return Next(1);
        }
    }

    /// <summary>Gives back with the next call.</summary>
    public void Return(params IEnumerable<long> numbers)
    {
        lock (_gate)
        {
            _returned.AddRange(numbers.Take(MostReturned - _returned.Count));
        }
    }

    public static IEnumerable<long> From(long first, int count)
    {
        for (var number = first; number < first + count; number++)
        {
            yield return number;
        }
    }

    private long Next(int count)
    {
        var first = _next;
        _next += count;
        return first;
    }
}
