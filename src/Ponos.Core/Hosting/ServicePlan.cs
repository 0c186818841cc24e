using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Ponos.Contracts;
using Ponos.Handlers;
using Ponos.Topology;

namespace Ponos.Hosting;

/// <summary>What a service is by its registration and its options alone, with no broker in sight.</summary>
internal sealed record ServicePlan(
    PonosOptions Options, IReadOnlyList<HandlerDescriptor> Handlers, JobJson Json, ContractRegistry Contracts)
{
    /// <summary>Plans a service.</summary>
    /// <exception cref="InvalidOperationException">Handlers, contracts or options contradict each other; the message says how.</exception>
    public static ServicePlan Of(IServiceProvider provider, ServiceRegistration registration)
    {
        var options = OptionsOf(provider, registration);
        var handlers = PlannedHandlers.Of(registration, options);
        var json = registration.Json?.Invoke(provider) ?? new JobJson(new SystemTextJsonSerializer(options.Json), new CompiledContracts());
        RefuseDoubles(registration, registration.Handlers, "handlers");
        RefuseDoubles(registration, registration.FinalHandlers, "final handlers");
        RefuseOrphans(registration);
        RefuseTakenPrefix(registration, options);
        PlannedNames.Check([.. provider.GetServices<ServiceRegistration>()]);
        var contracts = ContractRegistry.Build(
            handlers.Select(handler => handler.ToContract()).Concat(Declared(registration, options)), json);
        return new ServicePlan(options, handlers, json, contracts);
    }

    /// <summary>The options of a service, read and checked.</summary>
    /// <exception cref="InvalidOperationException">A setting cannot be read.</exception>
    /// <exception cref="OptionsValidationException">An option is out of its range.</exception>
    public static PonosOptions OptionsOf(IServiceProvider provider, ServiceRegistration registration) =>
        provider.GetRequiredService<IOptionsMonitor<PonosOptions>>().Get(registration.Name);

    /// <summary>The service as its registration describes it.</summary>
    public static ServiceDescription Describe(IServiceProvider provider, ServiceRegistration registration)
    {
        var plan = Of(provider, registration);
        return new ServiceDescription(
            registration.Name,
            [.. plan.OwnContracts(registration).Select(contract => plan.Describe(registration, contract))],
            plan.Options.DelayPrefix);
    }

    /// <summary>What the service declares, with the names of queues that each of its processes has for itself left as they begin.</summary>
    public TopologyShape TopologyOf(string service) =>
        TopologyOf(service, Handlers.Select(handler => QueueNames.Jobs(service, handler.Name)));

    /// <summary>What the service declares.</summary>
    /// <param name="service">The service.</param>
    /// <param name="queues">The queue of each handler: for a broadcast the process's own.</param>
    public TopologyShape TopologyOf(string service, IEnumerable<string> queues) => TopologyPlan.Plan(
        service,
        Handlers.Zip(queues, QueueOf),
        Contracts.All.Where(contract => contract.Kind == JobKind.Event && !JobName.IsPattern(contract.Name))
            .Select(contract => contract.Name));

    private HandledQueue QueueOf(HandlerDescriptor handler, string queue) =>
        new(handler.Kind, handler.Name, queue, handler.Settings.QueueType ?? Options.QueueType)
        {
            Broadcast = handler.Settings.Broadcast ?? false,
            MaxLength = handler.Settings.MaxLength ?? 0,
            MaxPriority = handler.Settings.MaxPriority ?? 0,
            SingleActiveConsumer = handler.Settings.SingleActiveConsumer ?? false,
        };

    private JobDescription Describe(ServiceRegistration registration, Contract contract)
    {
        var handler = Handlers.FirstOrDefault(handler => handler.Kind == contract.Kind && handler.Name == contract.Name);
        var roles = RolesOf(registration, contract);
        var queue = handler is null ? null : QueueNames.Jobs(registration.Name, contract.Name);
        return new JobDescription(contract)
        {
            Roles = roles,
            Handler = handler?.HandlerName,
            Exchange = handler is null || contract.Kind == JobKind.Task ? null
                : JobName.IsPattern(contract.Name) ? QueueNames.PatternExchange
                : contract.Name,
            Queue = queue,
            QueueType = handler?.Settings.QueueType ?? Options.QueueType,
            IsBroadcast = handler?.Settings.Broadcast ?? false,
            DeadQueue = queue is null ? null : QueueNames.Dead(queue),
            InvalidQueue = queue is null ? null : QueueNames.Invalid(queue),
            SentTo = !roles.HasFlag(ContractRoles.Sends) ? null
                : contract.Kind == JobKind.Task ? QueueNames.Jobs(contract.Service ?? registration.Name, contract.Name)
                : contract.Name,
        };
    }

    /// <summary>
    /// What this service has nothing to do with is no part of what it says of itself: shared contracts, what a library offers.
    /// </summary>
    private IEnumerable<Contract> OwnContracts(ServiceRegistration registration) =>
        Contracts.All.Where(contract => RolesOf(registration, contract) != ContractRoles.None);

    /// <summary>
    /// A service sends what its code publishes, and receives what it has a handler for. Contracts alone may be another's.
    /// </summary>
    private ContractRoles RolesOf(ServiceRegistration registration, Contract contract)
    {
        var sends = registration.Published.Contains(new ContractKey(contract.Kind, contract.Name))
            || (registration.PublishesUnknown && registration.Contracts.Exists(
                declared => !declared.IsOffered && declared.Kind == contract.Kind && declared.Name == contract.Name))
            || (Options.PublishErrors && contract.Kind == ErrorEvent.Contract.Kind && contract.Name == ErrorEvent.Contract.Name);
        var receives = registration.Handlers.Exists(handler => handler.Kind == contract.Kind && handler.Name == contract.Name);
        return (sends ? ContractRoles.Sends : ContractRoles.None) | (receives ? ContractRoles.Receives : ContractRoles.None);
    }

    private static IEnumerable<ContractDescriptor> Declared(ServiceRegistration registration, PonosOptions options) =>
        options.PublishErrors ? registration.Contracts.Append(ErrorEvent.Contract) : registration.Contracts;

    private static void RefuseTakenPrefix(ServiceRegistration registration, PonosOptions options)
    {
        var prefix = options.DelayPrefix + ".";
        var names = registration.Contracts.Where(contract => contract.Kind == JobKind.Event).Select(contract => contract.Name)
            .Concat(registration.Handlers.Where(handler => handler.Kind == JobKind.Event).Select(handler => handler.Name));
        if (prefix.StartsWith(registration.Name + ".", StringComparison.Ordinal)
            || names.Any(name => name.StartsWith(prefix, StringComparison.Ordinal)))
        {
            throw new InvalidOperationException(
                $"Ponos:DelayPrefix is '{options.DelayPrefix}', which is within the names of the service '{registration.Name}' "
                + $"or of its events. Write another, such as 'delay.{registration.Name}'.");
        }
    }

    private static void RefuseOrphans(ServiceRegistration registration)
    {
        foreach (var final in registration.FinalHandlers.Where(
            final => !registration.Handlers.Exists(handler => handler.Kind == final.Kind && handler.Name == final.Name)))
        {
            throw new InvalidOperationException(
                $"{final.HandlerName} is to run before '{final.Name}' is dead, "
                + $"but the service '{registration.Name}' has no handler for that job. Correct the name in [OnDead], or remove it.");
        }
    }

    private static void RefuseDoubles(ServiceRegistration registration, List<HandlerDescriptor> handlers, string what)
    {
        foreach (var same in handlers.GroupBy(handler => (handler.Kind, handler.Name)).Where(same => same.Count() > 1))
        {
            throw new InvalidOperationException(
                $"The service '{registration.Name}' has {same.Count()} {what} " +
                $"for the {(same.Key.Kind == JobKind.Task ? "task" : "event")} '{same.Key.Name}': " +
                $"{string.Join(", ", same.Select(handler => handler.HandlerName))}. " +
                "A queue has one handler: keep one, or give the others a service of their own.");
        }
    }
}
