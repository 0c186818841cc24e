namespace Khronos.Book;

/// <summary>The schedules that are kept and not in force, with the reasons. Changed under the book's lock, read by anybody.</summary>
internal sealed class AsideSchedules(IReadOnlyDictionary<string, string> unreadable)
{
    private SortedDictionary<string, string> _all = new(unreadable.ToDictionary(), StringComparer.Ordinal);

    /// <summary>All of them by name, and others.</summary>
    public IReadOnlyDictionary<string, string> With(IEnumerable<KeyValuePair<string, string>> others)
    {
        var all = new SortedDictionary<string, string>(Volatile.Read(ref _all), StringComparer.Ordinal);
        foreach (var (name, reason) in others)
        {
            all[name] = reason;
        }

        return all;
    }

    /// <param name="name">The schedule.</param>
    /// <param name="reason">Why it is not in force; <see langword="null"/> when it is.</param>
    public void Set(string name, string? reason)
    {
        if (reason is null && !_all.ContainsKey(name))
        {
            return;
        }

        var all = new SortedDictionary<string, string>(_all, StringComparer.Ordinal);
        if (reason is null)
        {
            _ = all.Remove(name);
        }
        else
        {
            all[name] = reason;
        }

        Volatile.Write(ref _all, all);
    }
}
