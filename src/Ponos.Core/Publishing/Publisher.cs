using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using Ponos.Contracts;
using Ponos.Diagnostics;
using Ponos.Transport;

namespace Ponos.Publishing;

/// <summary>One service's publisher: validate, stamp, send, await the confirm.</summary>
internal sealed class Publisher(
    ContractRegistry contracts,
    PatternEvents patternEvents,
    IJobSerializer serializer,
    PublishFilters filters,
    ITransport transport,
    PonosTelemetry telemetry,
    JobObservers observers,
    TimeProvider time,
    PublisherSettings settings) : IPublisher, IPreparedJobs, IEventExchanges
{
    private static readonly PublishOptions NoOptions = new();

    private long _sent;

    private readonly DeclaredJobs _declared = new(contracts, patternEvents, settings.Service);
    private readonly JobBodyPool _bodies = new();
    private readonly PublishDeadlines _deadlines = new(time);
    private readonly JobSeal _seal = new(serializer, settings.MaxBodyBytes);
    private readonly OutgoingHeaders _headers = new(settings.PropagatedHeaders);

    /// <summary>How many jobs the broker took.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    public Task PublishAsync<TJob>(TJob job, CancellationToken cancellationToken = default)
        where TJob : notnull => PublishAsync(job, NoOptions, cancellationToken);

    public async Task PublishAsync<TJob>(TJob job, PublishOptions options, CancellationToken cancellationToken = default)
        where TJob : notnull
    {
        await CallerContext.Leave();
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(options);
        if (!_declared.TryGet(typeof(TJob), out var contract) || !filters.IsEmpty)
        {
            contract ??= _declared.Of(job, typeof(TJob));
            await PublishAsync(contract, job, TypeOf(contract, job, typeof(TJob)), options, cancellationToken).ConfigureAwait(false);
            return;
        }

        using var body = _bodies.Rent();
        try
        {
            _seal.Write(body, contract, job, options.Tid);
        }
        catch (Exception exception) when (telemetry.PublishFailed(contract.Name, exception))
        {
            throw;
        }

        await SendAsync(contract, body, options, cancellationToken).ConfigureAwait(false);
    }

    public Task PublishTaskAsync(string name, object job, PublishOptions? options = null, CancellationToken cancellationToken = default) =>
        PublishAsync(JobKind.Task, name, job, options ?? NoOptions, cancellationToken);

    public Task PublishEventAsync(string name, object job, PublishOptions? options = null, CancellationToken cancellationToken = default) =>
        PublishAsync(JobKind.Event, name, job, options ?? NoOptions, cancellationToken);

    public async Task SendAsync(PreparedJob job, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(job);
        if (job.Service != settings.Service)
        {
            throw new ArgumentException($"'{job}' is a job of the service '{job.Service}', and this is '{settings.Service}'.", nameof(job));
        }

        var outgoing = PreparedJobs.ToSend(job, time.GetUtcNow());
        // Its exchange is declared when it is sent: the process that prepared it may have gone.
        await DeliverAsync(outgoing, job.Kind, _declared.Find(job.Kind, job.Name), settings.Timeout, default, cancellationToken)
            .ConfigureAwait(false);
    }

    public IReadOnlyList<ContractViolation> Validate<TJob>(TJob job)
        where TJob : notnull
    {
        ArgumentNullException.ThrowIfNull(job);
        var contract = _declared.Of(job, typeof(TJob));
        return Validate(contract, job, TypeOf(contract, job, typeof(TJob)));
    }

    public IReadOnlyList<ContractViolation> Validate(JobKind kind, string name, object job)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(job);
        var contract = _declared.Of(kind, name);
        return Validate(contract, job, serializer.TypeOf(job, contract.JobType));
    }

    /// <summary>The contract that a job of this name would be published under, or <see langword="null"/>.</summary>
    public Contract? ContractOf(JobKind kind, string name) => _declared.Find(kind, name);

    /// <summary>The type that a job is written as.</summary>
    private Type TypeOf(Contract contract, object job, Type declared) =>
        contract.JobType == declared ? declared : serializer.TypeOf(job, contract.JobType);

    private async Task PublishAsync(JobKind kind, string name, object job, PublishOptions options, CancellationToken cancellationToken)
    {
        await CallerContext.Leave();
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(job);
        var contract = _declared.Of(kind, name);
        await PublishAsync(contract, job, serializer.TypeOf(job, contract.JobType), options, cancellationToken).ConfigureAwait(false);
    }

    private Task PublishAsync(Contract contract, object job, Type type, PublishOptions options, CancellationToken cancellationToken) =>
        filters.IsEmpty
            ? WriteAndSendAsync(contract, job, type, options, cancellationToken)
            : filters.InvokeAsync(
                services => new PublishContext
                {
                    Service = settings.Service,
                    Kind = contract.Kind,
                    Name = contract.Name,
                    Job = job,
                    Options = options,
                    Services = services,
                    CancellationToken = cancellationToken,
                },
                context => WriteAndSendAsync(contract, job, type, context.Options, cancellationToken));

    private async Task WriteAndSendAsync(
        Contract contract, object job, Type type, PublishOptions options, CancellationToken cancellationToken)
    {
        using var body = _bodies.Rent();
        try
        {
            _seal.Write(body, contract, job, type, options.Tid);
        }
        catch (Exception exception) when (telemetry.PublishFailed(contract.Name, exception))
        {
            throw;
        }

        await SendAsync(contract, body, options, cancellationToken).ConfigureAwait(false);
    }

    private IReadOnlyList<ContractViolation> Validate(Contract contract, object job, Type type)
    {
        using var body = _bodies.Rent();
        try
        {
            _seal.Write(body, contract, job, type, tid: null);
            return [];
        }
        catch (InvalidJobException invalid)
        {
            return invalid.Violations;
        }
    }

    /// <summary>Not a state machine of its own: 512 on their way would each have one more.</summary>
    private ValueTask SendAsync(Contract contract, JobBody body, PublishOptions options, CancellationToken cancellationToken)
    {
        var address = _declared.AddressOf(contract, options);
        var activity = telemetry.StartPublish(contract.Kind, contract.Name, address.Name);
        try
        {
            var now = time.GetUtcNow();
            var delay = PublishTimes.Delay(contract, options, now);
            var messageId = options.MessageId is { } given ? Checked(given) : UniqueId.Ordered(now).ToString();
            var job = new OutgoingJob
            {
                Address = address,
                Name = contract.Name,
                Type = contract.Name,
                Body = body.Written,
                MessageId = messageId,
                AppId = settings.Service,
                Timestamp = now,
                Marks = OutgoingHeaders.Marks(contract, now, PublishTimes.NotAfter(contract, options, now, delay)),
                Properties = WirePriority.PropertiesOf(options.Priority ?? contract.Priority),
                Headers = _headers.Of(contract, options),
                Delay = delay,
            };

            if (activity.IsRecorded)
            {
                activity.Identify(messageId, TidOf(body));
            }

            return OutboxScope.Current is { } outbox
                ? StoreAsync(outbox, PreparedJobs.Of(job, contract, options), activity, cancellationToken)
                : DeliverAsync(job, contract.Kind, contract, options.Timeout ?? settings.Timeout, activity, cancellationToken);
        }
        catch (Exception exception)
        {
            telemetry.PublishFailed(contract.Name, exception, activity);
            activity.Dispose();
            throw;
        }
    }

    private async ValueTask StoreAsync(IOutbox outbox, PreparedJob job, JobActivity activity, CancellationToken cancellationToken)
    {
        using var ended = activity;
        try
        {
            await outbox.AddAsync(job, filters.Services, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (telemetry.PublishFailed(job.Name, exception, activity))
        {
            throw;
        }
    }

    Task<bool> IEventExchanges.RemoveUnusedAsync(string name, CancellationToken cancellationToken) =>
        patternEvents.RemoveUnusedAsync(name, cancellationToken);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask DeliverAsync(
        OutgoingJob job, JobKind kind, Contract? contract, TimeSpan timeout, JobActivity activity, CancellationToken cancellationToken)
    {
        using var ended = activity;
        using var deadline = _deadlines.Start(timeout, cancellationToken);
        try
        {
            if (contract is { IsOfPattern: true })
            {
                await patternEvents.DeclareAsync(contract, deadline.Token).ConfigureAwait(false);
            }

            await transport.SendAsync(job, deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            var late = new BrokerUnavailableException(
                job.Name,
                $"'{job.Name}' was not confirmed by {transport.Description} within {timeout}. " +
                "It may have been taken all the same: publish it again with the same MessageId, or raise Ponos:PublishTimeout.",
                mayHaveBeenTaken: true,
                exception);
            telemetry.PublishFailed(job.Name, late, activity);
            throw late;
        }
        catch (Exception exception) when (telemetry.PublishFailed(job.Name, exception, activity))
        {
            throw;
        }

        telemetry.Sent(job.Address.Name);
        Interlocked.Increment(ref _sent);
        if (observers.Any)
        {
            observers.Published(new PublishedJob
            {
                Service = settings.Service,
                Kind = kind,
                Name = job.Name,
                Destination = job.Address.Name,
                MessageId = job.MessageId!,
                Body = observers.ReadBodies ? job.Body.ToArray() : default,
            });
        }
    }

    private static string? TidOf(JobBody body)
    {
        using var payload = JobPayload.Read(body.Written);
        return payload.Tid?.ToString();
    }

    private static string Checked(string messageId) => messageId.Length > 0 && HeaderSize.IsShort(messageId)
        ? messageId
        : throw new ArgumentException(
            $"A MessageId has 1 to {HeaderSize.MostOfShortText} bytes; "
                + $"this one has {Encoding.UTF8.GetByteCount(messageId)}. Leave it out for a new one.",
            nameof(messageId));
}
