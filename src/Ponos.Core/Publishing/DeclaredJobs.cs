using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Ponos.Contracts;
using Ponos.Topology;
using Ponos.Transport;

namespace Ponos.Publishing;

/// <summary>The jobs that a service may publish: the contract that each is published under, and where it goes.</summary>
internal sealed class DeclaredJobs(ContractRegistry contracts, PatternEvents patternEvents, string service)
{
    private readonly ConcurrentDictionary<Contract, string> _queues = new();

    /// <summary>The contract that the type itself declares.</summary>
    public bool TryGet(Type type, [NotNullWhen(true)] out Contract? contract) => contracts.TryGet(type, out contract);

    /// <summary>The contract of the type that a job is published as; where that declares none, of the nearest that the job is of.</summary>
    /// <exception cref="UndeclaredJobException">There is none.</exception>
    public Contract Of(object job, Type declared)
    {
        if (contracts.TryGet(declared, out var contract))
        {
            return contract;
        }

        for (var type = contracts.IsShared(declared) ? null : job.GetType(); type is not null; type = type.BaseType)
        {
            if (contracts.TryGet(type, out contract))
            {
                return contract;
            }
        }

        throw contracts.IsShared(declared)
            ? new UndeclaredJobException(
                declared.Name,
                $"{declared} is the type of several jobs of the service '{service}', so it does not say which is meant. "
                    + "Publish it by name, with PublishTaskAsync or PublishEventAsync.")
            : new UndeclaredJobException(
                job.GetType().Name,
                $"{job.GetType()} declares no job of the service '{service}'. "
                    + "Put [Task(\"…\")] or [Event(\"…\")] on it, or publish it by a declared name.");
    }

    /// <summary>The contract that a job of this name would be published under, or <see langword="null"/>.</summary>
    public Contract? Find(JobKind kind, string name) =>
        !JobName.IsPattern(name)
            && (contracts.TryGet(kind, name, out var contract) || (kind == JobKind.Event && patternEvents.TryMatch(name, out contract)))
            ? contract
            : null;

    /// <summary>The contract that a job of this name is published under.</summary>
    /// <exception cref="UndeclaredJobException">There is none.</exception>
    public Contract Of(JobKind kind, string name) => Find(kind, name) ?? throw Undeclared(kind, name);

    /// <summary>Where a job of a contract goes.</summary>
    /// <exception cref="ArgumentException">It is an event, and is to go to one service.</exception>
    public JobAddress AddressOf(Contract contract, PublishOptions options)
    {
        if (contract.Kind == JobKind.Event)
        {
            return options.Service is null
                ? JobAddress.Event(contract.Name)
                : throw new ArgumentException(
                    $"'{contract.Name}' is an event: it goes to every service that listens, not to '{options.Service}'.", nameof(options));
        }

        return options.Service is { } other
            ? JobAddress.Queue(QueueNames.Jobs(other, contract.Name))
            : JobAddress.Queue(_queues.GetOrAdd(
                contract, static (contract, own) => QueueNames.Jobs(contract.Service ?? own, contract.Name), service));
    }

    private UndeclaredJobException Undeclared(JobKind kind, string name)
    {
        var (word, attribute, other) = kind == JobKind.Task ? ("task", "Task", JobKind.Event) : ("event", "Event", JobKind.Task);
        if (JobName.IsPattern(name))
        {
            return new UndeclaredJobException(
                name, $"'{name}' is a pattern, which says what a contract or a handler is for. Publish an event by its own name.");
        }

        var hint = contracts.TryGet(other, name, out _) ? $" It is declared as {(other == JobKind.Task ? "a task" : "an event")}." : "";
        return new UndeclaredJobException(
            name,
            $"The {word} '{name}' is not declared by the service '{service}'.{hint} Put [{attribute}(\"{name}\")] on its record, "
                + $"or declare it with Declare{attribute}(\"{name}\", schema).");
    }
}
