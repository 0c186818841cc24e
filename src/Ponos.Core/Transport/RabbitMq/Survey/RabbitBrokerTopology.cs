using System.Runtime.CompilerServices;
using System.Text;
using Ponos.Topology;
using RabbitMQ.Client.Exceptions;

namespace Ponos.Transport.RabbitMq.Survey;

/// <summary>A service's topology beside RabbitMQ's, over one connection of its own.</summary>
internal sealed class RabbitBrokerTopology : IBrokerTopology
{
    private readonly RabbitTransportOptions _options;
    private readonly LiveConnection _live;
    private readonly TopologyDeclarer _declarer;
    private readonly QueueComparison _comparison;

    private RabbitBrokerTopology(RabbitTransportOptions options, LiveConnection live, ServiceTopology planned)
    {
        _options = options;
        _live = live;
        // Whatever the service does, whoever asks this to declare means it.
        _declarer = new TopologyDeclarer(options with { Declare = DeclareMode.Active }, new TransientNames());
        _comparison = new QueueComparison(live, options.Delays);
        Planned = planned;
        Identity = Read(live);
    }

    public string Broker => _options.Description;

    public string VirtualHost => _options.VirtualHost;

    public BrokerIdentity Identity { get; }

    public ServiceTopology Planned { get; }

    /// <summary>Connects.</summary>
    /// <exception cref="BrokerUnavailableException">The broker could not be reached, or it refused the login.</exception>
    public static async Task<IBrokerTopology> OpenAsync(
        RabbitTransportOptions options, string service, TopologyShape shape, CancellationToken cancellationToken)
    {
        try
        {
            var live = await LiveConnection.OpenAsync(options, "deployment", static _ => { }, cancellationToken);
            return new RabbitBrokerTopology(options, live, PlannedShape.Of(service, shape, options.Declare, options.Delays));
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            throw new BrokerUnavailableException(
                "",
                $"The broker {options.Description} was not reached: {ConnectFailure.Describe(exception)}.",
                mayHaveBeenTaken: false,
                exception);
        }
    }

    public async ValueTask<RabbitMqCredential?> LoginAsync(CancellationToken cancellationToken = default) =>
        _options.External
            ? null
            : await GuardAsync(() => new CredentialSource(_options).AskAsync(cancellationToken).AsTask(), cancellationToken);

    public Task<TopologyFinding> CompareAsync(DeclaredQueue queue, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(queue);
        return GuardAsync(() => _comparison.CompareAsync(queue, cancellationToken), cancellationToken);
    }

    public Task<TopologyFinding> CompareAsync(DeclaredExchange exchange, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(exchange);
        return GuardAsync(() => _comparison.CompareAsync(exchange, cancellationToken), cancellationToken);
    }

    public Task DeclareAsync(ServiceTopology part, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(part);
        return GuardAsync(
            async () =>
            {
                await _declarer.DeclareAsync(_live, PlannedShape.Of(part), onRefused: null, cancellationToken);
                return true;
            },
            cancellationToken);
    }

    public Task<QueueMigration> MigrateAsync(
        string queue, QueueMigrationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(queue);
        options ??= new QueueMigrationOptions();
        var planned = Planned.Queues.FirstOrDefault(known => known.Name == queue)
            ?? throw new ArgumentException(
                $"The service '{Planned.Service}' declares no queue '{queue}'. "
                    + $"It declares {string.Join(", ", Planned.Queues.Select(known => known.Name))}.",
                nameof(queue));
        return GuardAsync(
            async () =>
            {
                var finding = await _comparison.CompareAsync(planned, cancellationToken);
                if (finding.State is TopologyState.NotSeen or TopologyState.NotCompared)
                {
                    throw new InvalidOperationException(
                        $"The queue '{queue}' cannot be moved by this user: {finding.Refusal}. Take one with configure permission on it.");
                }

                var run = new MigrationRun(_options, _live, _declarer, planned, await BindingsAsync(planned, options, cancellationToken));
                return await run.RunAsync(finding, options.PublishersAreStopped, cancellationToken);
            },
            cancellationToken);
    }

    public Task<long?> CountAsync(string queue, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(queue);
        return GuardAsync(() => WaitingJobs.CountAsync(_live, queue, cancellationToken), cancellationToken);
    }

    public async IAsyncEnumerable<WaitingJob> ReadAsync(
        string queue, int most, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(queue);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        await foreach (var job in WaitingJobs.ReadAsync(_live, queue, isLevel: _options.Delays.IsLevel(queue), most, cancellationToken))
        {
            yield return job;
        }
    }

    public async IAsyncEnumerable<WaitingJob> ReadDelayedAsync(
        int most, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        for (var level = 0; level < DelayLadder.Levels; level++)
        {
            await foreach (var job in WaitingJobs.ReadAsync(_live, _options.Delays.Level(level), isLevel: true, most, cancellationToken))
            {
                yield return job;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _live.CloseAsync();
        _live.Dispose();
    }

    /// <summary>
    /// What brings jobs into the queue: what the service binds, what others bound, and the end of the
    /// delay levels where those stand.
    /// </summary>
    private async Task<IReadOnlyList<DeclaredBinding>> BindingsAsync(
        DeclaredQueue queue, QueueMigrationOptions options, CancellationToken cancellationToken)
    {
        var bindings = Planned.Bindings.Where(binding => !binding.ToExchange && binding.Destination == queue.Name)
            .Concat(options.OtherBindings)
            .ToHashSet();
        if (await TopologyDeclarer.ExistsAsync(_live, JobAddress.Event(_options.Delays.DeliveryExchange), cancellationToken))
        {
            bindings.Add(PlannedShape.Of(_options.Delays.Exit(JobAddress.Queue(queue.Name))));
        }

        return [.. bindings];
    }

    /// <summary>What the client throws becomes a word about the broker.</summary>
    private async Task<T> GuardAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call();
        }
        catch (Exception exception) when (
            exception is OperationInterruptedException or TimeoutException or IOException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new BrokerUnavailableException(
                "", $"The broker {Broker} did not go on: {ConnectFailure.Describe(exception)}.", mayHaveBeenTaken: false, exception);
        }
    }

    private static BrokerIdentity Read(LiveConnection live) => new()
    {
        Product = Text(live, "product") ?? "an AMQP broker",
        Version = live.BrokerVersion,
        Cluster = Text(live, "cluster_name"),
        User = live.UserName,
    };

    private static string? Text(LiveConnection live, string property) =>
        live.ServerProperties is { } properties && properties.TryGetValue(property, out var value)
            ? value is byte[] utf8 ? Encoding.UTF8.GetString(utf8) : value as string
            : null;
}
