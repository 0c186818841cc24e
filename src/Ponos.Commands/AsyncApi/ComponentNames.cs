namespace Ponos.Commands.AsyncApi;

/// <summary>Keys of a document's components, of the characters that AsyncAPI admits, each used once.</summary>
internal sealed class ComponentNames
{
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <summary>A key that reads like the name. Patterns and addresses with parameters have characters that keys may not have.</summary>
    public string Take(string name)
    {
        var plain = name.Replace("*", "_any_", StringComparison.Ordinal).Replace("#", "_all_", StringComparison.Ordinal)
            .Replace('{', '_').Replace('}', '_');
        var key = plain;
        for (var i = 2; !_taken.Add(key); i++)
        {
            key = $"{plain}_{i}";
        }

        return key;
    }
}
