using System.Text.Json;

namespace Ponos;

/// <summary>
/// A job as it came: its name and its JSON. For handlers that take a job whose shape is not a record, such as
/// <c>MapTask("images.resize", (Job job) =&gt; …)</c>.
/// </summary>
public sealed class Job
{
    private readonly ReadOnlyMemory<byte> _body;

    /// <summary>Creates a job from its name and its JSON.</summary>
    /// <param name="name">The job's name, such as <c>docker.images.cleanup</c>.</param>
    /// <param name="body">The JSON object as UTF-8. The job keeps this memory and does not copy it.</param>
    public Job(string name, ReadOnlyMemory<byte> body)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
        _body = body;
    }

    /// <summary>The job's name.</summary>
    public string Name { get; }

    /// <summary>The JSON object as UTF-8, exactly as it was published.</summary>
    public ReadOnlyMemory<byte> Body => _body;

    /// <summary>Parses the body.</summary>
    /// <returns>The JSON object, independent of this job's memory.</returns>
    /// <exception cref="JsonException">The body is not JSON. Cannot happen for a job that a handler was given.</exception>
    public JsonElement ToJson()
    {
        var reader = new Utf8JsonReader(_body.Span);
        return JsonElement.ParseValue(ref reader);
    }
}
