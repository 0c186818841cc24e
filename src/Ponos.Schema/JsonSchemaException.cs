namespace Ponos.Schema;

/// <summary>A schema cannot be compiled: it is not JSON, breaks its meta-schema, or refers to something that is not known.</summary>
public sealed class JsonSchemaException : Exception
{
    internal JsonSchemaException(string location, string reason, Exception? inner = null)
        : base($"The schema cannot be compiled: at {(location.Length == 0 ? "its root" : location)}: {reason}", inner)
    {
        Location = location;
        Reason = reason;
    }

    /// <summary>Where in the schema: the URI of its resource, if it has one, and a JSON Pointer as fragment.</summary>
    public string Location { get; }

    /// <summary>What is wrong there, and what to do about it.</summary>
    public string Reason { get; }
}
