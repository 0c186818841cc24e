using Ponos.Contracts;

namespace Ponos.Handlers;

/// <summary>Reads a job and runs its handler, with the serializer already bound.</summary>
internal abstract class JobInvoker
{
    /// <summary>Whether its job's type has a property <c>tid</c> itself, and so is to see the one in the body.</summary>
    public abstract bool HasTid { get; }

    /// <summary>Reads the job, once for all attempts of a delivery.</summary>
    public abstract object? Read(string name, ReadOnlyMemory<byte> body);

    /// <summary>Runs one attempt.</summary>
    public abstract Task InvokeAsync(object? job, JobContext context);
}

internal sealed class JobInvoker<TJob>(IJobReader<TJob> reader, bool hasTid, Func<TJob, JobContext, Task> handle) : JobInvoker
{
    public override bool HasTid => hasTid;

    public override object? Read(string name, ReadOnlyMemory<byte> body) => reader.Read(name, body);

    public override Task InvokeAsync(object? job, JobContext context) => handle((TJob)job!, context);
}
