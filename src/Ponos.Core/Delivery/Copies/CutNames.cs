using System.Text;
using Ponos.Diagnostics;

namespace Ponos.Delivery.Copies;

/// <summary>The names of what a copy could not keep, for the header that tells of it.</summary>
internal sealed class CutNames
{
    private const int Most = 2048;

    private readonly StringBuilder _names = new();

    public void Add(string name) => Append(ForeignText.Name(name));

    /// <summary>Of an earlier copy: what it could not keep is nowhere else.</summary>
    public void AddEarlier(string? names) => Append(ForeignText.Sentence(names));

    /// <summary>Names a property; what is left of it is nothing.</summary>
    public string? Property(string name)
    {
        Add(name);
        return null;
    }

    public void AddTo(Dictionary<string, object?> headers)
    {
        if (_names.Length > 0)
        {
            headers[JobHeaders.Cut] = _names.ToString();
        }
    }

    private void Append(ForeignText text)
    {
        if (text.ToString() is { Length: > 0 } shown && _names.Length < Most)
        {
            _names.Append(_names.Length == 0 ? "" : ", ").Append(shown);
        }
    }
}
