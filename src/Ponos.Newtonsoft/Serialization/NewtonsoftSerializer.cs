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
                $"Newtonsoft.Json cannot make a {typeof(TJob)} of a job, since it is abstract and no type is taken from a job. "
                + "Take a class or a JObject, or add a converter.");
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
            throw new UnwritableJobException(
                exception is JsonSerializationException { Path: { } path } ? Validation.Pointer.Of(path) : "",
                exception.Message,
                exception);
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

    public Type TypeOf(object job, Type declared) => job.GetType();

    public bool Knows(Type type) => true;

    public bool HasTid(Type type) => type == typeof(Job) || (_shapes.ReadAs(type) is JsonObjectContract contract && HasTid(contract));

    public bool MayWriteTid(object job, Type type) =>
        job is Job or JsonElement or JsonNode
        || _shapes.ReadAs(job.GetType()) is not JsonObjectContract { ExtensionDataGetter: null } contract
        || HasTid(contract);

    public string GenerateSchema<TJob>() =>
        typeof(TJob) == typeof(Job) ? """{"type":"object"}""" : ShapeSchema.Generate(_shapes, typeof(TJob));

    /// <summary>What cannot be read is told by the shape, whatever the schema says.</summary>
    public void CheckType<TJob>()
    {
        if (typeof(TJob) != typeof(Job))
        {
            ShapeSchema.Check(_shapes, typeof(TJob));
        }
    }

    private static bool HasTid(JsonObjectContract contract) =>
        contract.Properties.GetProperty(JobTid.Property, StringComparison.Ordinal) is { Ignored: false };

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
