using System.Text;
using Ponos.Diagnostics;

namespace Ponos.Delivery.Copies;

/// <summary>The names of what a copy could not keep, for the header that tells of it.</summary>
internal sealed class CutNames
{
    private const int Most = 2048;

    private readonly StringBuilder _names = new();

    public void Add(string? name)
    {
        if (!string.IsNullOrEmpty(name) && _names.Length < Most)
        {
            _names.Append(_names.Length == 0 ? "" : ", ").Append(ForeignText.Name(name));
        }
    }

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
}
