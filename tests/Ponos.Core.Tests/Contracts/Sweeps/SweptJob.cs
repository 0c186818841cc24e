using System.Buffers;
using System.Text;
using System.Text.Json;
using Ponos.Contracts;

namespace Ponos.Core.Tests.Contracts.Sweeps;

/// <summary>A job's type under one serializer, with its contract.</summary>
internal abstract class SweptJob
{
    public static SweptJob Of(Type type, JsonSerializerOptions options) => Of(type, new SystemTextJsonSerializer(options));

    public static SweptJob Of(Type type, IJobSerializer serializer) =>
        (SweptJob)Activator.CreateInstance(typeof(SweptJob<>).MakeGenericType(type), serializer)!;

    /// <summary>What is wrong with a job that was written by the serializer, or <see langword="null"/>.</summary>
    /// <param name="job">The job.</param>
    /// <param name="exact">Whether it must be written the same when it was read: not so where defaults are left out.</param>
    public abstract string? Fault(object job, bool exact);

    /// <summary>The job in JSON, or <see langword="null"/> where the serializer refuses it.</summary>
    public abstract byte[]? TryWrite(object job);

    public abstract IReadOnlyList<ContractViolation> Check(ReadOnlySpan<byte> job);

    /// <summary>Why a job cannot be read, or <see langword="null"/>.</summary>
    public abstract string? ReadFault(byte[] job);

    public abstract string Schema { get; }
}

internal sealed class SweptJob<TJob> : SweptJob
{
    private readonly IJobSerializer _serializer;
    private readonly Contract _contract;
    private readonly IJobReader<TJob> _reader;

    public SweptJob(IJobSerializer serializer)
    {
        _serializer = serializer;
        var registry = ContractRegistry.Build(
            [new ContractDescriptor<TJob>(JobKind.Task, "a.task")], new JobJson(serializer, new CompiledContracts()));
        _contract = registry.TryGet(JobKind.Task, "a.task", out var contract) ? contract : throw new InvalidOperationException();
        _reader = serializer.GetReader<TJob>();
    }

    public override string Schema => _contract.SchemaText;

    public override byte[]? TryWrite(object job)
    {
        try
        {
            return Write((TJob)job);
        }
        catch (UnwritableJobException)
        {
            return null;
        }
    }

    public override IReadOnlyList<ContractViolation> Check(ReadOnlySpan<byte> job) => _contract.Check(job);

    public override string? ReadFault(byte[] job)
    {
        try
        {
            _ = Read(job);
            return null;
        }
        catch (Exception exception)
        {
            return $"{exception.GetType().Name}: {exception.Message}";
        }
    }

    public override string? Fault(object job, bool exact)
    {
        if (TryWrite(job) is not { } body)
        {
            return null; // Nothing that the contract could refuse.
        }

        var text = Encoding.UTF8.GetString(body);
        if (Check(body) is { Count: > 0 } violations)
        {
            return $"{string.Join("; ", violations)} in {text} by {Schema}";
        }

        if (ReadFault(body) is { } fault)
        {
            return $"{text} cannot be read ({fault}) by {Schema}";
        }

        if (!exact)
        {
            return null;
        }

        var again = Encoding.UTF8.GetString(Write(Read(body)));
        return again == text ? null : $"{text} is written as {again} when it was read";
    }

    private byte[] Write(TJob job)
    {
        var body = new ArrayBufferWriter<byte>();
        _serializer.Write(body, job);
        return body.WrittenSpan.ToArray();
    }

    private TJob Read(byte[] job) => _reader.Read("a.task", job);
}
