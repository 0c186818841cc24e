using Ponos.Contracts;

namespace Ponos.Handlers;

/// <summary>What the worker server makes of a handler's description.</summary>
internal static class HandlerBinding
{
    extension(HandlerDescriptor handler)
    {
        /// <summary>Whether it listens to all events of a pattern.</summary>
        public bool IsPattern => handler.Kind == JobKind.Event && JobName.IsPattern(handler.Name);

        /// <summary>The contract that the handler's jobs are checked against.</summary>
        public ContractDescriptor ToContract() => handler.Accept(ContractOf.Instance);

        /// <summary>Binds the handler to the serializer once, so that a job costs no look-up.</summary>
        public JobInvoker Bind(IJobSerializer serializer) => handler.Accept(new Binder(serializer));
    }

    private sealed class ContractOf : IHandlerVisitor<ContractDescriptor>
    {
        public static ContractOf Instance { get; } = new();

        public ContractDescriptor Visit<TJob>(HandlerDescriptor<TJob> handler) =>
            new ContractDescriptor<TJob>(handler.Kind, handler.Name, schema: handler.Schema);
    }

    private sealed class Binder(IJobSerializer serializer) : IHandlerVisitor<JobInvoker>
    {
        public JobInvoker Visit<TJob>(HandlerDescriptor<TJob> handler) =>
            new JobInvoker<TJob>(serializer.GetReader<TJob>(), serializer.HasTid(typeof(TJob)), handler.Handle);
    }
}
