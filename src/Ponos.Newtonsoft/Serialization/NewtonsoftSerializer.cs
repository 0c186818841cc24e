using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Newtonsoft.Json.Serialization;
using Ponos.Contracts;
using JsonSerializer = Newtonsoft.Json.JsonSerializer;

namespace Ponos.Newtonsoft.Serialization;

/// <summary>Jobs by Newtonsoft.Json.</summary>
internal sealed class NewtonsoftSerializer(JsonSerializerSettings settings) : IJobSerializer
{
    private readonly JobShapes _shapes = new(settings);

    public IJobReader<TJob> GetReader<TJob>()
    {
        if (typeof(TJob) == typeof(Job))
        {
            return (IJobReader<TJob>)(object)new BareJobReader();
        }

        var read = _shapes.ReadAs(typeof(TJob));
        if (read is JsonObjectContract && read.DefaultCreator is null && (typeof(TJob).IsAbstract || typeof(TJob).IsInterface))
        {
            throw new InvalidOperationException(
                $"Newtonsoft.Json cannot make a {typeof(TJob)} of a job, since it is abstract and no type is taken from a job. Take a class or a JObject, or add a converter.");
        }

        return new Reader<TJob>(_shapes, read);
    }

    public void Write<TJob>(IBufferWriter<byte> output, TJob job) => Write(output, job!, typeof(TJob));

    public void Write(IBufferWriter<byte> output, object job, Type type)
    {
        try
        {
            WriteJson(output, job, type);
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or OutOfMemoryException))
        {
            throw new UnwritableJobException(exception is JsonSerializationException { Path: { } path } ? Validation.Pointer.Of(path) : "", exception.Message, exception);
        }
    }

    private void WriteJson(IBufferWriter<byte> output, object job, Type type)
    {
        switch (job)
        {
            case Job bare:
                output.Write(bare.Body.Span);
                break;
            case JsonElement element:
                using (var writer = new Utf8JsonWriter(output))
                {
                    element.WriteTo(writer);
                }

                break;
            case JsonNode node:
                using (var writer = new Utf8JsonWriter(output))
                {
                    node.WriteTo(writer);
                }

                break;
            default:
                using (var text = new Utf8TextWriter(output))
                using (var writer = new JsonTextWriter(text) { CloseOutput = false })
                {
                    JsonSerializer.Create(settings).Serialize(writer, job, type);
                }

                break;
        }
    }

    public TidState TidOf(object job, Type type) => job switch
    {
        JObject any => !any.TryGetValue(JobTid.Property, StringComparison.Ordinal, out var tid) ? TidState.Absent
            : tid.Type == JTokenType.String ? TidState.Given
            : TidState.Empty,
        not (Job or JsonElement or JsonNode) when _shapes.ReadAs(job.GetType()) is JsonObjectContract { ExtensionDataGetter: null } contract =>
            TidOfRecord(job, contract),
        _ => TidOfText(job, type),
    };

    public string GenerateSchema<TJob>() => typeof(TJob) == typeof(Job) ? """{"type":"object"}""" : ShapeSchema.Generate(_shapes, typeof(TJob));

    /// <summary>What cannot be read is told by the shape, whatever the schema says.</summary>
    public void CheckType<TJob>()
    {
        if (typeof(TJob) != typeof(Job))
        {
            ShapeSchema.Check(_shapes, typeof(TJob));
        }
    }

    private static TidState TidOfRecord(object job, JsonObjectContract contract)
    {
        var property = contract.Properties.GetProperty(JobTid.Property, StringComparison.Ordinal);
        if (property is not { Ignored: false, Readable: true })
        {
            return TidState.Absent;
        }

        return property.ValueProvider?.GetValue(job) is string ? TidState.Given : TidState.Empty;
    }

    /// <summary>Of what could write anything, only its text tells.</summary>
    private TidState TidOfText(object job, Type type)
    {
        var text = new ArrayBufferWriter<byte>();
        Write(text, job, type);
        var reader = new Utf8JsonReader(text.WrittenSpan);
        if (!reader.Read() || reader.TokenType != System.Text.Json.JsonTokenType.StartObject)
        {
            return TidState.Absent; // No job at all; the publisher says so.
        }

        while (reader.Read() && reader.TokenType == System.Text.Json.JsonTokenType.PropertyName)
        {
            var isTid = reader.ValueTextEquals("tid"u8);
            reader.Read();
            if (isTid)
            {
                return reader.TokenType == System.Text.Json.JsonTokenType.String ? TidState.Given : TidState.Empty;
            }

            reader.Skip();
        }

        return TidState.Absent;
    }

    private sealed class Reader<TJob>(JobShapes shapes, JsonContract? contract) : IJobReader<TJob>
    {
        public TJob Read(string name, ReadOnlyMemory<byte> body)
        {
            try
            {
                return Read(body.Span);
            }
            catch (global::Newtonsoft.Json.JsonException) when (WholeNumbers.TryRewrite(body.Span, out var rewritten))
            {
                return Read(rewritten);
            }
        }

        private TJob Read(ReadOnlySpan<byte> body)
        {
            using var text = new StringReader(Encoding.UTF8.GetString(body));
            using var reader = new ExactNameReader(text, shapes, contract);
            return JsonSerializer.Create(shapes.Settings).Deserialize<TJob>(reader)
                ?? throw new JsonSerializationException($"The job was read as null, not as a {typeof(TJob)}.");
        }
    }

    private sealed class BareJobReader : IJobReader<Job>
    {
        // The delivery's memory goes back to its pool when the job is settled; a handler may keep its job longer.
        public Job Read(string name, ReadOnlyMemory<byte> body) => new(name, body.ToArray());
    }
}
