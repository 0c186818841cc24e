using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Ponos.Contracts;
using Ponos.Control;
using Ponos.Delivery;
using Ponos.Delivery.Suspects;
using Ponos.Diagnostics;
using Ponos.Handlers;
using Ponos.Journal;
using Ponos.Publishing;
using Ponos.Retry;
using Ponos.Topology;
using Ponos.Transport;

namespace Ponos.Hosting;

/// <summary>Puts one service together: the one place where all rooms meet.</summary>
internal static class WorkerServerFactory
{
    /// <summary>Composes a worker server; nothing is connected yet.</summary>
    /// <exception cref="InvalidOperationException">Handlers, contracts or options contradict each other; the message says how.</exception>
    public static WorkerServer Create(IServiceProvider provider, ServiceRegistration registration)
    {
        var plan = ServicePlan.Of(provider, registration);
        var (options, planned, json, contracts) = plan;
        DependencyCheck.Require(provider, registration, planned.Concat(registration.FinalHandlers));
        json.OnStart?.Invoke();
        var service = registration.Name;
        var handlers = planned.Select(handler => PlanOf(provider, registration, handler, options, contracts, json.Serializer)).ToArray();
        var topology = plan.TopologyOf(service, handlers.Select(handler => handler.Queue));

        var broker = provider.GetRequiredService<TransportChoice>().Create(service, options);
        var transport = provider.GetKeyedService<ITransportLayer>(service)?.Over(broker) ?? broker;
        var time = provider.GetRequiredService<TimeProvider>();
        var telemetry = provider.GetRequiredService<PonosTelemetry>();
        var observers = provider.GetRequiredService<JobObservers>();
        if (options.PublishErrors)
        {
            observers = observers.With(new ErrorEvent(service, options.PublishErrorBodies, provider));
        }

        var log = new QuietLog(provider.GetRequiredService<ILoggerFactory>().CreateLogger("Ponos." + service));
        foreach (var key in IdleLimiters.Of(registration, [.. provider.GetServices<ServiceRegistration>()]))
        {
            log.IdleLimiter(key, string.Join(", ", registration.Handlers.Select(handler => handler.HandlerName)));
        }

        var publisher = new Publisher(
            contracts,
            new PatternEvents(SentPatterns(registration, contracts), transport),
            json.Serializer,
            new PublishFilters(provider, registration.PublishFilters),
            transport,
            telemetry,
            observers,
            time,
            new PublisherSettings(service, options.PublishTimeout, options.MaxBodyBytes)
            {
                PropagatedHeaders = [.. options.PropagatedHeaders],
            });
        SharedHandlers.Report(provider, registration, log);
        var lifetime = new ServerLifetime();
        var identity = ProcessIdentity.Of(service, time);
        var journal = options.Journal == JournalLevel.Off ? null : new JournalWriter(
            identity, new JournalSettings(options.Journal, options.JournalMaxAge, options.JournalMaxMegabytes), transport, time, log);
        var line = new LineServices(
            provider, telemetry, observers, log, time, options.MaxBodyBytes, HasInbox(provider), lifetime.Draining, lifetime.Abort)
        {
            RequireUserId = options.RequireUserId,
            LinkTraces = options.LinkTraces,
            Recorder = journal,
        };
        var settler = new Settler(transport, line, topology, options.PublishTimeout);
        var workers = handlers.Select(handler => Worker(handler, line, settler, provider.GetRequiredService<SuspectTurn>())).ToArray();
        var watch = new QueueWatch(workers, transport, options.QueueMetricsInterval, time, log);
        telemetry.Watch(() => watch.Figures);
        var deadLetters = new DeadLetters(jobName => OriginOf(service, handlers, jobName), transport, time, options.PublishTimeout);
        var control = new WorkerControl(service, workers);
        var state = new ServiceState(identity, workers, ServicePlan.Describe(provider, registration), transport, time)
        {
            Level = options.Control,
            Sections = () => provider.GetKeyedServices<IControlSection>(service),
            Published = () => publisher.Sent,
            JournalDropped = () => journal?.Dropped ?? 0,
        };
        var desk = new ControlDesk(identity, state, workers, control, transport, time, log);
        return new WorkerServer(
            service,
            options,
            transport,
            topology,
            publisher,
            contracts,
            deadLetters,
            control,
            workers,
            watch,
            desk,
            journal,
            lifetime,
            line.Work,
            time,
            log);
    }

    private static string OriginOf(string service, HandlerPlan[] handlers, string jobName)
    {
        ArgumentException.ThrowIfNullOrEmpty(jobName);
        return handlers.FirstOrDefault(handler => handler.Descriptor.Name == jobName)?.BaseQueue
            ?? throw new ArgumentException(
                $"The service '{service}' has no handler for '{jobName}'. "
                    + $"It has: {string.Join(", ", handlers.Select(known => known.Descriptor.Name))}.",
                nameof(jobName));
    }

    /// <summary>What a handler listens to by a pattern is not thereby the service's to publish.</summary>
    private static Contract[] SentPatterns(ServiceRegistration registration, ContractRegistry contracts) =>
        [.. contracts.All.Where(contract => JobName.IsPattern(contract.Name)
            && registration.Contracts.Exists(sent => sent.Kind == contract.Kind && sent.Name == contract.Name))];

    private static HandlerPlan PlanOf(
        IServiceProvider provider,
        ServiceRegistration registration,
        HandlerDescriptor handler,
        PonosOptions options,
        ContractRegistry contracts,
        IJobSerializer serializer)
    {
        var service = registration.Name;
        var time = provider.GetRequiredService<TimeProvider>();
        _ = contracts.TryGet(handler.Kind, handler.Name, out var contract);
        var settings = handler.Settings;
        var retry = new RetryPolicy(
            settings.MaxAttempts ?? options.Retry.MaxAttempts,
            settings.Delay ?? options.Retry.Delay,
            settings.MaxDelay ?? Max(settings.Delay ?? options.Retry.Delay, options.Retry.MaxDelay),
            settings.Backoff ?? options.Retry.Backoff,
            settings.Jitter ?? options.Retry.Jitter,
            options.Retry.InProcessLimit,
            options.Retry.Classify)
        {
            GiveUpAfter = options.Retry.GiveUpAfter,
        };
        var timeout = settings.AttemptTimeout ?? options.AttemptTimeout;
        var concurrency = settings.Concurrency ?? options.Concurrency;
        var queue = QueueNames.Jobs(service, handler.Name);
        var prefetch = settings.Prefetch ?? options.Prefetch;
        // Another number is another consumer: a single active one would lose its place, and a broadcast queue ends with its first.
        var adjusts = prefetch is null && settings is not ({ SingleActiveConsumer: true } or { Broadcast: true });
        return new HandlerPlan
        {
            Service = service,
            Descriptor = handler,
            Contract = contract!,
            Invoker = handler.Bind(serializer),
            Retry = retry,
            Attempts = AttemptPipeline.Create(timeout, time, provider, settings.Resilience, handler.HandlerName),
            Timeout = timeout,
            Concurrency = concurrency,
            Prefetch = prefetch is { } number ? Math.Max(concurrency, number)
                : adjusts ? PrefetchRule.First(concurrency)
                : Math.Max(concurrency, PrefetchRule.Steady),
            AdjustsPrefetch = adjusts,
            AckAtOnce = (settings.AckMode ?? options.AckMode) == AckMode.Immediate,
            DropsExpired = settings.Expired == ExpiredJobs.Drop,
            Queue = settings.Broadcast == true ? $"{queue}.{Guid.NewGuid():N}" : queue,
            SuspectQueue = settings.Broadcast != true && (settings.QueueType ?? options.QueueType) == QueueType.Quorum
                ? QueueNames.Suspects(queue)
                : null,
            DeliveryLimit = options.DeliveryLimit,
            Inbox = options.InboxSize > 0 && !HasInbox(provider) ? new MemoryInbox(options.InboxSize) : null,
            Filters = new FilterChain([.. registration.Filters, .. settings.Filters ?? []]),
            Age = options.QueueMetricsInterval == Timeout.InfiniteTimeSpan ? null : new QueueAge(time),
            Limiter = StartLimiters.Of(provider, service, handler, options),
            Final = registration.FinalHandlers.Find(final => final.Name == handler.Name && final.Kind == handler.Kind) is { } final
                ? new FinalHandler(
                    final.HandlerName, final.Bind(serializer), final.JobType == typeof(Job) && handler.JobType != typeof(Job))
                : null,
        };
    }

    private static QueueWorker Worker(HandlerPlan handler, LineServices line, Settler settler, SuspectTurn turn)
    {
        var slots = new JobSlots(handler.Concurrency, line.Work);
        var suspects = handler.SuspectQueue is null ? null : new SuspectQueue(handler, line, slots, settler, turn);
        var tuner = handler.AdjustsPrefetch ? new PrefetchTuner(handler, line, slots) : null;
        var intake = new QueueIntake(handler, line, slots, suspects, tuner);
        return new QueueWorker(
            handler, slots, intake, new StartGate(handler, line), new JobLine(handler, line, settler, intake), line, tuner);
    }

    private static bool HasInbox(IServiceProvider provider) =>
        provider.GetService<IServiceProviderIsService>()?.IsService(typeof(IInbox)) == true;

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
