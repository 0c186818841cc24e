using Ponos.Handlers;
using Ponos.Hosting;

namespace Ponos.Testing;

/// <summary>Knows of which queues a handler runs, from its first line on: the time of its attempt runs then.</summary>
internal sealed class RunningHandlers : IHandlerVisitor<HandlerDescriptor>
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _running = new(StringComparer.Ordinal);
    private TaskCompletionSource _next = NewSource();

    /// <summary>Watches the handlers that a service has so far.</summary>
    public void Watch(ServiceRegistration service)
    {
        for (var i = 0; i < service.Handlers.Count; i++)
        {
            service.Handlers[i] = service.Handlers[i].Accept(this);
        }
    }

    public HandlerDescriptor Visit<TJob>(HandlerDescriptor<TJob> handler)
    {
        return new HandlerDescriptor<TJob>(handler.Kind, handler.Name, handler.HandlerName, RunAsync, handler.Settings, handler.Schema)
        {
            Service = handler.Service,
            Dependencies = handler.Dependencies,
        };

        async Task RunAsync(TJob job, JobContext context)
        {
            Note(context.Queue, 1);
            try
            {
                await handler.Handle(job, context);
            }
            finally
            {
                Note(context.Queue, -1);
            }
        }
    }

    /// <summary>Completes when a handler of a queue runs, already or soon.</summary>
    /// <exception cref="TimeoutException">None ran within the patience.</exception>
    public async Task AwaitAsync(string queue, TimeSpan patience)
    {
        using var end = new CancellationTokenSource(patience, TimeProvider.System);
        try
        {
            while (ChangeBefore(queue) is { } change)
            {
                await change.WaitAsync(end.Token);
            }
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"No job of {queue} was run within {patience}.");
        }
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The next change of anything, as long as no handler of the queue runs.</summary>
    private Task? ChangeBefore(string queue)
    {
        lock (_lock)
        {
            return _running.GetValueOrDefault(queue) > 0 ? null : _next.Task;
        }
    }

    private void Note(string queue, int more)
    {
        TaskCompletionSource told;
        lock (_lock)
        {
            _running[queue] = _running.GetValueOrDefault(queue) + more;
            (told, _next) = (_next, NewSource());
        }

        told.TrySetResult();
    }
}
