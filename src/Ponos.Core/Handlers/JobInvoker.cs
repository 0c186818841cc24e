using Ponos.Contracts;

namespace Ponos.Handlers;

/// <summary>Reads a job and runs its handler, with the serializer already bound.</summary>
internal abstract class JobInvoker
{
    /// <summary>Reads the job, once for all attempts of a delivery.</summary>
    public abstract object? Read(string name, ReadOnlyMemory<byte> body);

    /// <summary>Runs one attempt.</summary>
    public abstract Task InvokeAsync(object? job, JobContext context);
}

internal sealed class JobInvoker<TJob>(IJobReader<TJob> reader, Func<TJob, JobContext, Task> handle) : JobInvoker
{
    public override object? Read(string name, ReadOnlyMemory<byte> body) => reader.Read(name, body);

    public override Task InvokeAsync(object? job, JobContext context) => handle((TJob)job!, context);
}
