using Newtonsoft.Json;
using Newtonsoft.Json.Serialization;

namespace Ponos.Newtonsoft.Serialization;

/// <summary>
/// Takes names for properties only as they are written. Newtonsoft.Json takes <c>ORDER</c> for <c>order</c>, and the name of a
/// constructor's parameter for a property that an attribute calls otherwise. No schema knows those names: a value that none
/// has seen would take the place of one that it has. They are left out.
/// </summary>
internal sealed class ExactNameReader(TextReader text, JobShapes shapes, JsonContract? job) : JsonTextReader(text)
{
    /// <summary>What each container that is open is read as, from the outermost; null where anything goes.</summary>
    private readonly List<JsonContract?> _open = [];

    private JsonContract? _next = job;

    public override bool Read()
    {
        while (base.Read())
        {
            switch (TokenType)
            {
                case JsonToken.StartObject or JsonToken.StartArray:
                    Open(Depth);
                    return true;
                case JsonToken.PropertyName when !Knows((string)Value!):
                    Skip();
                    break;
                default:
                    return true;
            }
        }

        return false;
    }

    /// <summary>The reader says how deep it is: ends of containers may be read past this class.</summary>
    private void Open(int depth)
    {
        var contract = depth > 0 && depth <= _open.Count && _open[depth - 1] is JsonArrayContract array ? shapes.ItemOf(array) : _next;
        _open.RemoveRange(Math.Min(depth, _open.Count), Math.Max(0, _open.Count - depth));
        _open.Add(contract);
        _next = null;
    }

    private bool Knows(string name)
    {
        _next = null;
        switch (_open.Count >= Depth ? _open[Depth - 1] : null)
        {
            case JsonObjectContract contract:
                if (contract.Properties.GetProperty(name, StringComparison.Ordinal) is { Ignored: false } exact)
                {
                    _next = shapes.ValueOf(exact);
                    return true;
                }

                // Extension data may have any name but one that a property or a constructor's parameter would take.
                return contract.Properties.GetClosestMatchProperty(name) is null
                    && contract.CreatorParameters.GetClosestMatchProperty(name) is null;
            case JsonDictionaryContract dictionary:
                _next = shapes.ValueOf(dictionary);
                return true;
            default:
                return true;
        }
    }
}
