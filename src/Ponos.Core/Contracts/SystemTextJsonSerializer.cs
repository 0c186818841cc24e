using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Ponos.Contracts;

/// <summary>Jobs by System.Text.Json: the web's naming, and reading as strict as the schemas that are generated from it.</summary>
internal sealed class SystemTextJsonSerializer : IJobSerializer
{
    [ThreadStatic]
    private static Utf8JsonWriter? _idleWriter;

    private readonly JsonSerializerOptions _options;
    private readonly ConcurrentDictionary<Type, bool> _mayWriteTid = new();

    public SystemTextJsonSerializer(JsonSerializerOptions options)
    {
        _options = options;
        if (_options.TypeInfoResolver is null)
        {
            _options.TypeInfoResolver = DefaultResolver();
        }

        _options.MakeReadOnly();
    }

    /// <summary>The options that a service starts from; what an application adds is usually a source-generated context.</summary>
    public static JsonSerializerOptions CreateOptions() => new(JsonSerializerDefaults.Web)
    {
        // A document that the generated schema accepts must deserialise, and the schema knows one spelling of a name,
        // numbers as numbers, and no name twice.
        PropertyNameCaseInsensitive = false,
        NumberHandling = JsonNumberHandling.Strict,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        MaxDepth = 64,
    };

    public IJobReader<TJob> GetReader<TJob>() =>
        typeof(TJob) == typeof(Job) ? (IJobReader<TJob>)(object)new BareJobReader() : new Reader<TJob>(TypeInfo<TJob>());

    public void Write<TJob>(IBufferWriter<byte> output, TJob job)
    {
        if (job is Job bare)
        {
            output.Write(bare.Body.Span);
            return;
        }

        var info = TypeInfo<TJob>();
        var writer = RentWriter(output);
        JsonSerializer.Serialize(writer, job, info);
        ReturnWriter(writer);
    }

    public void Write(IBufferWriter<byte> output, object job, Type type)
    {
        if (job is Job bare)
        {
            output.Write(bare.Body.Span);
            return;
        }

        using var writer = new Utf8JsonWriter(output);
        if (job is JsonElement element)
        {
            element.WriteTo(writer);
            return;
        }

        JsonSerializer.Serialize(writer, job, TypeInfo(type));
    }

    private static Utf8JsonWriter RentWriter(IBufferWriter<byte> output)
    {
        if (_idleWriter is not { } writer)
        {
            return new Utf8JsonWriter(output);
        }

        // A job's converter may publish in its turn.
        _idleWriter = null;
        writer.Reset(output);
        return writer;
    }

    /// <summary>Not after a failure: a writer that stopped in the middle is left to the collector.</summary>
    private static void ReturnWriter(Utf8JsonWriter writer)
    {
        writer.Flush();
        _idleWriter = writer;
    }

    public Type TypeOf(object job, Type declared) =>
        declared != job.GetType() && declared.IsInstanceOfType(job) && TypeInfo(declared).PolymorphismOptions is not null ? declared : job.GetType();

    public bool HasTid(Type type) => type == typeof(Job) || TidShape.Has(TypeInfo(type), _options);

    public bool MayWriteTid(object job, Type type) =>
        job is Job or JsonElement || _mayWriteTid.GetOrAdd(type, static (type, serializer) => TidShape.MayBeWrittenBy(serializer.TypeInfo(type)), this);

    public string GenerateSchema<TJob>() =>
        typeof(TJob) == typeof(Job) ? """{"type":"object"}""" : RecordSchema.Generate(TypeInfo<TJob>());

    private static IJsonTypeInfoResolver DefaultResolver() =>
        JsonSerializer.IsReflectionEnabledByDefault
            ? ReflectionResolver()
            : JsonTypeInfoResolver.Combine();

    [System.Diagnostics.CodeAnalysis.UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Only reached where the application left reflection-based serialization on; a trimmed application has it off.")]
    [System.Diagnostics.CodeAnalysis.UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Only reached where the application left reflection-based serialization on; an AOT application has it off.")]
    private static DefaultJsonTypeInfoResolver ReflectionResolver() => new();

    private JsonTypeInfo<TJob> TypeInfo<TJob>() => (JsonTypeInfo<TJob>)TypeInfo(typeof(TJob));

    private JsonTypeInfo TypeInfo(Type type) =>
        _options.TryGetTypeInfo(type, out var info)
            ? info
            : throw new InvalidOperationException(
                $"The serializer does not know the job type {type}. Reflection is off in a trimmed or AOT application: add [JsonSerializable(typeof({type.Name}))] " +
                "to a JsonSerializerContext and set options.Json.TypeInfoResolver to it.");

    private sealed class Reader<TJob>(JsonTypeInfo<TJob> info) : IJobReader<TJob>
    {
        public TJob Read(string name, ReadOnlyMemory<byte> body) => JsonSerializer.Deserialize(body.Span, info)!;
    }

    private sealed class BareJobReader : IJobReader<Job>
    {
        // The delivery's memory goes back to its pool when the job is settled; a handler may keep its job longer.
        public Job Read(string name, ReadOnlyMemory<byte> body) => new(name, body.ToArray());
    }
}
