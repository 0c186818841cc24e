using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Ponos.Contracts;
using Ponos.Delivery;
using Ponos.Diagnostics;
using Ponos.Handlers;
using Ponos.Publishing;
using Ponos.Retry;
using Ponos.Topology;

namespace Ponos.Hosting;

/// <summary>Puts one service together: the one place where all rooms meet.</summary>
internal static class WorkerServerFactory
{
    /// <summary>Composes a worker server; nothing is connected yet.</summary>
    /// <exception cref="InvalidOperationException">Handlers, contracts or options contradict each other; the message says how.</exception>
    public static WorkerServer Create(IServiceProvider provider, ServiceRegistration registration)
    {
        var service = registration.Name;
        var options = OptionsOf(provider, registration);
        var serializer = new SystemTextJsonSerializer(options.Json);
        RefuseDoubles(registration);
        var contracts = ContractRegistry.Build(
            registration.Handlers.Select(handler => handler.ToContract()).Concat(registration.Contracts), serializer);
        var handlers = registration.Handlers.Select(handler => Runtime(provider, service, handler, options, contracts, serializer)).ToArray();
        var topology = TopologyPlan.Plan(
            service,
            handlers.Select(handler => Queue(handler, options)),
            contracts.All.Where(contract => contract.Kind == JobKind.Event && !JobName.IsPattern(contract.Name)).Select(contract => contract.Name),
            options.DeliveryLimit);

        var transport = provider.GetRequiredService<TransportChoice>().Create(service, options);
        var time = provider.GetRequiredService<TimeProvider>();
        var telemetry = provider.GetRequiredService<PonosTelemetry>();
        var observers = provider.GetRequiredService<JobObservers>();
        var log = provider.GetRequiredService<ILoggerFactory>().CreateLogger("Ponos." + service);
        var publisher = new Publisher(
            contracts, serializer, transport, telemetry, observers, time, new PublisherSettings(service, options.PublishTimeout, options.MaxBodyBytes));
        var lifetime = new ServerLifetime();
        var line = new LineServices(provider, telemetry, observers, log, time, options.MaxBodyBytes, lifetime.Draining, lifetime.Abort);
        var settler = new Settler(transport, line, topology, options.PublishTimeout);
        var workers = handlers.Select(handler => new QueueWorker(handler, new JobLine(handler, line, settler), line)).ToArray();
        return new WorkerServer(service, options, transport, topology, publisher, contracts, workers, lifetime, time, log);
    }

    private static PonosOptions OptionsOf(IServiceProvider provider, ServiceRegistration registration)
    {
        var options = new PonosOptions();
        if (provider.GetService<IConfiguration>() is { } configuration)
        {
            PonosConfiguration.Apply(configuration, registration.Name, options);
        }

        foreach (var configure in registration.Configure)
        {
            configure(options);
        }

        OptionsRules.Check(registration.Name, options);
        return options;
    }

    private static void RefuseDoubles(ServiceRegistration registration)
    {
        foreach (var same in registration.Handlers.GroupBy(handler => (handler.Kind, handler.Name)).Where(same => same.Count() > 1))
        {
            throw new InvalidOperationException(
                $"The service '{registration.Name}' has {same.Count()} handlers for the {(same.Key.Kind == JobKind.Task ? "task" : "event")} '{same.Key.Name}': " +
                $"{string.Join(", ", same.Select(handler => handler.HandlerName))}. A queue has one handler: keep one, or give the others a service of their own.");
        }
    }

    private static HandlerRuntime Runtime(
        IServiceProvider provider, string service, HandlerDescriptor handler, PonosOptions options, ContractRegistry contracts, IJobSerializer serializer)
    {
        _ = contracts.TryGet(handler.Kind, handler.Name, out var contract);
        var settings = handler.Settings;
        var retry = new RetryPolicy(
            settings.MaxAttempts ?? options.Retry.MaxAttempts,
            settings.Delay ?? options.Retry.Delay,
            settings.MaxDelay ?? Max(settings.Delay ?? options.Retry.Delay, options.Retry.MaxDelay),
            settings.Backoff ?? options.Retry.Backoff,
            settings.Jitter ?? options.Retry.Jitter,
            options.Retry.InProcessLimit,
            options.Retry.Classify);
        var timeout = settings.Timeout ?? options.Timeout;
        var concurrency = settings.Concurrency ?? options.Concurrency;
        var queue = QueueNames.Jobs(service, handler.Name);
        return new HandlerRuntime
        {
            Service = service,
            Descriptor = handler,
            Contract = contract!,
            Invoker = handler.Bind(serializer),
            Retry = retry,
            Attempts = new AttemptPipeline(retry, timeout, provider.GetRequiredService<TimeProvider>()),
            Timeout = timeout,
            Concurrency = concurrency,
            Prefetch = Math.Max(concurrency, settings.Prefetch ?? options.Prefetch),
            Queue = settings.Broadcast ? $"{queue}.{Guid.NewGuid():N}" : queue,
        };
    }

    private static HandledQueue Queue(HandlerRuntime handler, PonosOptions options) =>
        new(handler.Descriptor.Kind, handler.Descriptor.Name, handler.Queue, handler.Descriptor.Settings.QueueType ?? options.QueueType)
        {
            Broadcast = handler.Descriptor.Settings.Broadcast,
            MaxLength = handler.Descriptor.Settings.MaxLength,
            SingleActiveConsumer = handler.Descriptor.Settings.SingleActiveConsumer,
        };

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
