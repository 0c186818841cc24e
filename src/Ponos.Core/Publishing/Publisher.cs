using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Ponos.Contracts;
using Ponos.Diagnostics;
using Ponos.Topology;
using Ponos.Transport;

namespace Ponos.Publishing;

/// <summary>One service's publisher: validate, stamp, send, await the confirm.</summary>
internal sealed class Publisher(
    ContractRegistry contracts,
    PatternEvents patternEvents,
    IJobSerializer serializer,
    ITransport transport,
    PonosTelemetry telemetry,
    JobObservers observers,
    TimeProvider time,
    PublisherSettings settings) : IPublisher
{
    private const int MaxTraceState = 512;

    private static readonly PublishOptions NoOptions = new();

    private readonly ConcurrentDictionary<Contract, string> _queues = new();
    private readonly JobBodyPool _bodies = new();
    private readonly PublishDeadlines _deadlines = new(time);

    public Task PublishAsync<TJob>(TJob job, CancellationToken cancellationToken = default)
        where TJob : notnull => PublishAsync(job, NoOptions, cancellationToken);

    public async Task PublishAsync<TJob>(TJob job, PublishOptions options, CancellationToken cancellationToken = default)
        where TJob : notnull
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(options);
        var contract = ContractOf(typeof(TJob));
        using var body = _bodies.Rent();
        var start = Begin(body, options, serializer.TidOf(job, typeof(TJob)));
        Write(contract, body, job, static (serializer, body, job) => serializer.Write(body, job));
        await SendAsync(contract, body, start, options, cancellationToken);
    }

    public Task PublishTaskAsync(string name, object job, PublishOptions? options = null, CancellationToken cancellationToken = default) =>
        PublishAsync(JobKind.Task, name, job, options ?? NoOptions, cancellationToken);

    public Task PublishEventAsync(string name, object job, PublishOptions? options = null, CancellationToken cancellationToken = default) =>
        PublishAsync(JobKind.Event, name, job, options ?? NoOptions, cancellationToken);

    /// <summary>The contract that a job of this name would be published under, or <see langword="null"/>.</summary>
    public Contract? ContractOf(JobKind kind, string name) =>
        !JobName.IsPattern(name) && (contracts.TryGet(kind, name, out var contract) || (kind == JobKind.Event && patternEvents.TryMatch(name, out contract)))
            ? contract
            : null;

    private async Task PublishAsync(JobKind kind, string name, object job, PublishOptions options, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(job);
        var contract = ContractOf(kind, name) ?? throw Undeclared(kind, name);

        using var body = _bodies.Rent();
        var start = Begin(body, options, serializer.TidOf(job, job.GetType()));
        Write(contract, body, job, static (serializer, body, job) => serializer.Write(body, job, job.GetType()));
        await SendAsync(contract, body, start, options, cancellationToken);
    }

    /// <summary>Whatever the serializer throws, it is this job that cannot be published.</summary>
    private void Write<TJob>(Contract contract, JobBody body, TJob job, Action<IJobSerializer, JobBody, TJob> write)
    {
        try
        {
            write(serializer, body, job);
        }
        catch (UnwritableJobException exception)
        {
            var violation = new ContractViolation(exception.Pointer, "json", exception.Message);
            throw new InvalidJobException(contract.Name, $"'{contract.Name}' was not published: it cannot be written as JSON ({violation}).", [violation], exception.InnerException);
        }
    }

    private static string? TidFor(PublishOptions options) => options.Tid ?? JobContext.Current?.Tid;

    /// <summary>Writes the transaction id in front, unless the job writes one itself.</summary>
    private static JobStart Begin(JobBody body, PublishOptions options, TidState tid) => tid switch
    {
        TidState.Absent => new JobStart(body.BeginStamped(TidFor(options)), null),
        TidState.Given when options.Tid is null => default,
        _ => new JobStart(0, TidFor(options) ?? UniqueId.Random().ToString()), // It must be replaced inside the job.
    };

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SendAsync(Contract contract, JobBody body, JobStart start, PublishOptions options, CancellationToken cancellationToken)
    {
        if (start.ReplacedTid is { } tid)
        {
            body.ReplaceTid(tid);
        }
        else if (start.Position > 0 && !body.JoinStamp(start.Position))
        {
            throw new InvalidJobException(
                contract.Name,
                $"'{contract.Name}' was not published: the job is not a JSON object. Wrap the value in a record.",
                [new ContractViolation("", "type", "A job is a JSON object.")]);
        }

        Check(contract, body.Written);
        var address = AddressOf(contract, options);
        using var activity = telemetry.StartPublish(contract.Kind, contract.Name, address.Name);
        var now = time.GetUtcNow();
        var messageId = options.MessageId ?? UniqueId.Ordered(now).ToString();
        var job = new OutgoingJob
        {
            Address = address,
            Name = contract.Name,
            Body = body.Written,
            MessageId = messageId,
            AppId = settings.Service,
            Timestamp = now,
            Marks = MarksOf(contract),
            Headers = Headers(options),
            Delay = DelayOf(contract, options),
        };

        using var deadline = _deadlines.Start(options.Timeout ?? settings.Timeout, cancellationToken);
        try
        {
            if (contract.IsOfPattern)
            {
                await patternEvents.DeclareAsync(contract, deadline.Token);
            }

            await transport.SendAsync(job, deadline.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            activity.Fail("deadline");
            throw new BrokerUnavailableException(
                contract.Name,
                $"'{contract.Name}' was not confirmed by {transport.Description} within {options.Timeout ?? settings.Timeout}. " +
                "It may have been taken all the same: publish it again with the same MessageId, or raise Ponos:PublishTimeout.",
                mayHaveBeenTaken: true,
                exception);
        }

        telemetry.Sent(address.Name);
        if (observers.Any)
        {
            observers.Published(new PublishedJob(settings.Service, contract.Kind, contract.Name, address.Name, messageId, body.Written.ToArray()));
        }
    }

    private void Check(Contract contract, ReadOnlyMemory<byte> body)
    {
        if (body.Length > settings.MaxBodyBytes)
        {
            throw new InvalidJobException(
                contract.Name,
                $"'{contract.Name}' was not published: it has {body.Length} bytes, and at most {settings.MaxBodyBytes} are taken (Ponos:MaxBodyBytes). " +
                "Store what is large elsewhere and publish where it is.",
                [new ContractViolation("", "size", $"The body has {body.Length} bytes; at most {settings.MaxBodyBytes} are taken.")]);
        }

        if (Violations(contract, body.Span) is { Count: > 0 } violations)
        {
            throw new InvalidJobException(
                contract.Name,
                $"'{contract.Name}' was not published: it breaks its contract ({string.Join("; ", violations)}).",
                violations);
        }
    }

    private static IReadOnlyList<ContractViolation> Violations(Contract contract, ReadOnlySpan<byte> body)
    {
        try
        {
            return contract.Check(body);
        }
        catch (ContractCheckUnavailableException exception)
        {
            throw new PublishException(
                contract.Name, $"'{contract.Name}' was not published: its contract cannot be checked now. {exception.Message}", exception);
        }
    }

    private Contract ContractOf(Type type)
    {
        if (contracts.TryGet(type, out var contract))
        {
            return contract;
        }

        throw contracts.IsShared(type)
            ? new UndeclaredJobException(
                type.Name, $"{type} is the type of several jobs of the service '{settings.Service}', so it does not say which is meant. Publish it by name, with PublishTaskAsync or PublishEventAsync.")
            : new UndeclaredJobException(
                type.Name, $"{type} declares no job of the service '{settings.Service}'. Put [Task(\"…\")] or [Event(\"…\")] on it, or publish it by a declared name.");
    }

    private UndeclaredJobException Undeclared(JobKind kind, string name)
    {
        var (word, attribute, other) = kind == JobKind.Task ? ("task", "Task", JobKind.Event) : ("event", "Event", JobKind.Task);
        if (JobName.IsPattern(name))
        {
            return new UndeclaredJobException(name, $"'{name}' is a pattern, which says what a contract or a handler is for. Publish an event by its own name.");
        }

        var hint = contracts.TryGet(other, name, out _) ? $" It is declared as {(other == JobKind.Task ? "a task" : "an event")}." : "";
        return new UndeclaredJobException(
            name,
            $"The {word} '{name}' is not declared by the service '{settings.Service}'.{hint} Put [{attribute}(\"{name}\")] on its record, or declare it with Declare{attribute}(\"{name}\", schema).");
    }

    private JobAddress AddressOf(Contract contract, PublishOptions options)
    {
        if (contract.Kind == JobKind.Event)
        {
            return options.Service is null
                ? JobAddress.Event(contract.Name)
                : throw new ArgumentException($"'{contract.Name}' is an event: it goes to every service that listens, not to '{options.Service}'.", nameof(options));
        }

        return options.Service is { } service
            ? JobAddress.Queue(QueueNames.Jobs(service, contract.Name))
            : JobAddress.Queue(_queues.GetOrAdd(
                contract, static (contract, own) => QueueNames.Jobs(contract.Service ?? own, contract.Name), settings.Service));
    }

    private TimeSpan DelayOf(Contract contract, PublishOptions options)
    {
        if (options.NotBefore is null)
        {
            return InRange(options.Delay);
        }

        if (options.Delay != TimeSpan.Zero)
        {
            throw new ArgumentException($"'{contract.Name}' has both a Delay and a NotBefore. Give one.", nameof(options));
        }

        var delay = options.NotBefore.Value - time.GetUtcNow();
        return InRange(delay < TimeSpan.Zero ? TimeSpan.Zero : delay);

        TimeSpan InRange(TimeSpan value) => value >= TimeSpan.Zero && value <= PublisherSettings.MaxDelay
            ? value
            : throw new ArgumentOutOfRangeException(nameof(options), value, $"'{contract.Name}' can be held back from zero to {PublisherSettings.MaxDelay.Days} days.");
    }

    private static JobMarks MarksOf(Contract contract)
    {
        var marks = new JobMarks { Contract = contract.Hash, PublisherWorkerName = JobContext.Current?.HandlerName };
        if (Activity.Current is not { IdFormat: ActivityIdFormat.W3C } activity)
        {
            return marks;
        }

        // The state may have come from outside, and W3C asks for no more than this to be passed on.
        var state = activity.TraceStateString is { Length: > 0 and <= MaxTraceState } text ? text : null;
        return marks with { TraceParent = activity.Id, TraceState = state };
    }

    private static Dictionary<string, object?>? Headers(PublishOptions options)
    {
        if (options.Headers is not { Count: > 0 } given)
        {
            return null;
        }

        var headers = new Dictionary<string, object?>(given.Count, StringComparer.Ordinal);
        foreach (var (name, value) in given)
        {
            if (name.StartsWith("x-", StringComparison.OrdinalIgnoreCase) || name.StartsWith("ponos-", StringComparison.OrdinalIgnoreCase))
            {
                throw new ArgumentException($"The header '{name}' is not for applications: names that begin with 'x-' or 'ponos-' belong to the broker and to Ponos.", nameof(options));
            }

            headers[name] = value;
        }

        return headers;
    }

    /// <summary>Where the job begins behind its stamp, or the id to put in the place of the one that it wrote.</summary>
    private readonly record struct JobStart(int Position, string? ReplacedTid);
}
