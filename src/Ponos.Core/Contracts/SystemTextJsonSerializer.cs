using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Ponos.Contracts.Generation;

namespace Ponos.Contracts;

/// <summary>Jobs by System.Text.Json: the web's naming, and reading as strict as the schemas that are generated from it.</summary>
internal sealed class SystemTextJsonSerializer : IJobSerializer
{
    [ThreadStatic]
    private static (SystemTextJsonSerializer Owner, Utf8JsonWriter Writer)? _idle;

    private readonly JsonSerializerOptions _options;
    private readonly ConcurrentDictionary<Type, bool> _mayWriteTid = new();
    private readonly JsonWriterOptions _writing;
    private readonly Lazy<JsonSerializerOptions> _lenient;

    public SystemTextJsonSerializer(JsonSerializerOptions options)
    {
        _options = new JsonSerializerOptions(options);
        _options.TypeInfoResolver = (_options.TypeInfoResolver ?? DefaultResolver()).WithAddedModifier(DemandOnlyWhatIsWritten);
        _options.MakeReadOnly();
        _lenient = new Lazy<JsonSerializerOptions>(() => Lenient(_options));
        _writing = new JsonWriterOptions
        {
            Encoder = _options.Encoder,
            MaxDepth = _options.MaxDepth,
            SkipValidation = true, // The serializer's own converters write what is JSON, and the contract is checked on what they wrote.
        };
    }

    /// <summary>The options that a service starts from; what an application adds is usually a source-generated context.</summary>
    public static JsonSerializerOptions CreateOptions() => new(JsonSerializerDefaults.Web)
    {
        // A document that the generated schema accepts must deserialise, and the schema knows one spelling of a name,
        // numbers as numbers, and no name twice.
        PropertyNameCaseInsensitive = false,
        NumberHandling = JsonNumberHandling.Strict,
        AllowDuplicateProperties = false,
        AllowOutOfOrderMetadataProperties = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        MaxDepth = 64,
    };

    public IJobReader<TJob> GetReader<TJob>() =>
        typeof(TJob) == typeof(Job) ? (IJobReader<TJob>)(object)new BareJobReader() : new Reader<TJob>(TypeInfo<TJob>(), _lenient);

    public void Write<TJob>(IBufferWriter<byte> output, TJob job)
    {
        if (job is Job bare)
        {
            output.Write(bare.Body.Span);
            return;
        }

        var info = TypeInfo<TJob>();
        var writer = RentWriter(output);
        try
        {
            JsonSerializer.Serialize(writer, job, info);
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or OutOfMemoryException))
        {
            throw Unwritable(exception);
        }

        ReturnWriter(writer);
    }

    public void Write(IBufferWriter<byte> output, object job, Type type)
    {
        if (job is Job bare)
        {
            output.Write(bare.Body.Span);
            return;
        }

        var info = job is JsonElement ? null : TypeInfo(type);
        using var writer = new Utf8JsonWriter(output, _writing);
        try
        {
            if (info is null)
            {
                ((JsonElement)job).WriteTo(writer);
            }
            else
            {
                JsonSerializer.Serialize(writer, job, info);
            }
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or OutOfMemoryException))
        {
            throw Unwritable(exception);
        }
    }

    /// <summary>Whatever a job's own properties and converters throw, too: it is the job that cannot be written.</summary>
    private static UnwritableJobException Unwritable(Exception exception) =>
        new(exception is JsonException { Path: { } path } ? JsonPath.ToPointer(path) : "", exception.Message, exception);

    private Utf8JsonWriter RentWriter(IBufferWriter<byte> output)
    {
        if (_idle is not { } idle || idle.Owner != this)
        {
            return new Utf8JsonWriter(output, _writing);
        }

        // A job's converter may publish in its turn.
        _idle = null;
        idle.Writer.Reset(output);
        return idle.Writer;
    }

    /// <summary>Not after a failure: a writer that stopped in the middle is left to the collector.</summary>
    private void ReturnWriter(Utf8JsonWriter writer)
    {
        writer.Flush();
        _idle = (this, writer);
    }

    public Type TypeOf(object job, Type declared) =>
        declared != job.GetType() && declared.IsInstanceOfType(job) && TypeInfo(declared).PolymorphismOptions is not null
            ? declared
            : job.GetType();

    public bool Knows(Type type) => type == typeof(Job) || _options.TryGetTypeInfo(type, out _);

    public bool HasTid(Type type) => type == typeof(Job) || TidShape.Has(TypeInfo(type), _options);

    public bool MayWriteTid(object job, Type type) =>
        job is Job or JsonElement
        || _mayWriteTid.GetOrAdd(type, static (type, serializer) => TidShape.MayBeWrittenBy(serializer.TypeInfo(type)), this);

    public string GenerateSchema<TJob>() =>
        typeof(TJob) == typeof(Job) ? """{"type":"object"}""" : RecordSchema.Generate(TypeInfo<TJob>());

    public void CheckType<TJob>()
    {
        if (typeof(TJob) != typeof(Job))
        {
            RecordSchema.Check(TypeInfo<TJob>());
        }
    }

    private static IJsonTypeInfoResolver DefaultResolver() =>
        JsonSerializer.IsReflectionEnabledByDefault
            ? ReflectionResolver()
            : JsonTypeInfoResolver.Combine();

    [UnconditionalSuppressMessage("Trimming", "IL2026",
        Justification = "Only reached where the application left reflection-based serialization on; a trimmed application has it off.")]
    [UnconditionalSuppressMessage("AOT", "IL3050",
        Justification = "Only reached where the application left reflection-based serialization on; an AOT application has it off.")]
    private static DefaultJsonTypeInfoResolver ReflectionResolver() => new();

    private JsonTypeInfo<TJob> TypeInfo<TJob>() => (JsonTypeInfo<TJob>)TypeInfo(typeof(TJob));

    private JsonTypeInfo TypeInfo(Type type) =>
        _options.TryGetTypeInfo(type, out var info)
            ? info
            : throw new InvalidOperationException(
                $"The serializer does not know the job type {type}. " +
                $"Reflection is off in a trimmed or AOT application: add [JsonSerializable(typeof({type.Name}))] " +
                "to a JsonSerializerContext and set options.Json.TypeInfoResolver to it.");

    /// <summary>
    /// A property that is left out at times is not missing then: without this, a record that is written without its nulls could
    /// not be read again.
    /// </summary>
    private static void DemandOnlyWhatIsWritten(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            if (property.IsRequired && property.MayBeLeftOut())
            {
                property.IsRequired = false;
            }
        }
    }

    /// <summary>For a job that keeps its contract and was not read all the same.</summary>
    private static JsonSerializerOptions Lenient(JsonSerializerOptions options)
    {
        var lenient = new JsonSerializerOptions(options)
        {
            AllowDuplicateProperties = true, // No name is there twice, but two may be one key: 1.0 and 1, or one instant in two zones.
            AllowOutOfOrderMetadataProperties = true, // The order of names means nothing in JSON.
        };
        lenient.MakeReadOnly();
        return lenient;
    }

    private sealed class Reader<TJob>(JsonTypeInfo<TJob> info, Lazy<JsonSerializerOptions> lenient) : IJobReader<TJob>
    {
        public TJob Read(string name, ReadOnlyMemory<byte> body)
        {
            try
            {
                return JsonSerializer.Deserialize(body.Span, info)!;
            }
            catch (JsonException) when (TryReadAgain(body.Span, out var job))
            {
                return job;
            }
        }

        private bool TryReadAgain(ReadOnlySpan<byte> body, [NotNullWhen(true)] out TJob? job)
        {
            try
            {
                var again = (JsonTypeInfo<TJob>)lenient.Value.GetTypeInfo(typeof(TJob));
                job = JsonSerializer.Deserialize(WholeNumbers.TryRewrite(body, out var rewritten) ? rewritten : body, again);
                return job is not null;
            }
            catch (JsonException)
            {
                job = default; // The first reason is the one to tell: it knows the place in the job as it came.
                return false;
            }
        }
    }

    private sealed class BareJobReader : IJobReader<Job>
    {
        // The delivery's memory goes back to its pool when the job is settled; a handler may keep its job longer.
        public Job Read(string name, ReadOnlyMemory<byte> body) => new(name, body.ToArray());
    }
}
