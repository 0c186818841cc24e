namespace Ponos.Schema.Patterns;

/// <summary>The groups of a regular expression, found ahead of reading it: a reference may come before its group.</summary>
internal sealed class EcmaGroups
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    public int Count { get; private set; }

    public bool AreReferredTo { get; private set; }

    public string? RepeatedName { get; private set; }

    public static EcmaGroups Of(string source)
    {
        var groups = new EcmaGroups();
        var isInClass = false;
        for (var i = 0; i < source.Length; i++)
        {
            switch (source[i])
            {
                case '\\':
                    i++;
                    groups.AreReferredTo |= !isInClass && i < source.Length && source[i] is 'k' or (>= '1' and <= '9');
                    break;
                case '[':
                    isInClass = true;
                    break;
                case ']':
                    isInClass = false;
                    break;
                case '(' when !isInClass:
                    groups.Note(source, i + 1);
                    break;
                default:
                    break;
            }
        }

        return groups;
    }

    public int? NumberOf(string name) => _numbers.TryGetValue(name, out var number) ? number : null;

    private void Note(string source, int at)
    {
        if (at >= source.Length || source[at] != '?')
        {
            Count++;
            return;
        }

        if (at + 2 >= source.Length || source[at + 1] != '<' || source[at + 2] is '=' or '!')
        {
            return;
        }

        Count++;
        var end = source.IndexOf('>', at);
        if (end > at + 2)
        {
            var name = source[(at + 2)..end];
            RepeatedName = _numbers.TryAdd(name, Count) ? RepeatedName : name;
        }
    }
}
