using System.Buffers;
using Ponos.Contracts;
using Ponos.Handlers;

namespace Ponos.Generators.Tests.Support;

/// <summary>Runs a handler of a catalog as the worker server does, but with a job that is there already.</summary>
internal static class HandlerRun
{
    public static Task RunAsync(
        this HandlerDescriptor handler,
        object? job,
        IServiceProvider? services = null,
        JobFailure? failure = null,
        CancellationToken cancellationToken = default) =>
        handler.Bind(new SilentSerializer())
            .InvokeAsync(job, ContextOf(handler, services ?? new SampleServices(), failure, cancellationToken));

    private static JobContext ContextOf(
        HandlerDescriptor handler, IServiceProvider services, JobFailure? failure, CancellationToken cancellationToken) => new()
    {
        Name = handler.Name,
        Kind = handler.Kind,
        Service = "sample",
        Queue = $"sample.{handler.Name}",
        HandlerName = handler.HandlerName,
        Tid = "tid-1",
        Failure = failure,
        Services = services,
        CancellationToken = cancellationToken,
    };

    private sealed class SilentSerializer : IJobSerializer
    {
        public IJobReader<TJob> GetReader<TJob>() => new SilentReader<TJob>();

        public void Write<TJob>(IBufferWriter<byte> output, TJob job) => throw new NotSupportedException();

        public void Write(IBufferWriter<byte> output, object job, Type type) => throw new NotSupportedException();

        public Type TypeOf(object job, Type declared) => job.GetType();

        public bool Knows(Type type) => true;

        public bool HasTid(Type type) => false;

        public bool MayWriteTid(object job, Type type) => false;

        public string GenerateSchema<TJob>() => throw new NotSupportedException();

        public void CheckType<TJob>()
        {
        }
    }

    private sealed class SilentReader<TJob> : IJobReader<TJob>
    {
        public TJob Read(string name, ReadOnlyMemory<byte> body) => throw new NotSupportedException();
    }
}
