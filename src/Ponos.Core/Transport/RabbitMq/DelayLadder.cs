using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Ponos.Topology;

namespace Ponos.Transport.RabbitMq;

/// <summary>
/// Delays in whole seconds out of binary levels. A job enters at the level of its delay's highest bit and climbs down: at
/// each level the routing key's bit says whether it waits there for 2^n seconds or passes. Every queue has one TTL for all,
/// so nothing waits behind a longer delay, as it does with a TTL for each message.
/// </summary>
/// <param name="prefix">What the names of all its parts begin with; services with the same one share a ladder.</param>
internal sealed class DelayLadder(string prefix)
{
    public const int Levels = 22;

    private const string Task = "task.";
    private const string Event = "event.";
    private const int BitsLength = Levels * 2;

    // A routing key is at most 255 bytes, and the bits take 44.
    private const int MaxDestinationLength = 200;

    private readonly string[] _levels = [.. Enumerable.Range(0, Levels)
        .Select(level => string.Create(CultureInfo.InvariantCulture, $"{prefix}.{level:00}"))];

    public static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds((1 << Levels) - 1);

    /// <summary>The ladder of services that do not say otherwise.</summary>
    public static DelayLadder Default { get; } = new(DelayPrefix.Default);

    /// <summary>Where a job that has waited is handed to its queue or event.</summary>
    public string DeliveryExchange { get; } = prefix + ".delivery";

    /// <summary>
    /// Holds jobs that cannot go on: the destination is gone when they are due, or the routing key is none of a ladder's. Without
    /// it 33 of them would stand at the head of a level and block everything behind them.
    /// </summary>
    public string UndeliverableQueue { get; } = prefix + ".undeliverable";

    private string UndeliverableExchange => UndeliverableQueue;

    public string Level(int level) => _levels[level];

    /// <summary>Whether a queue, or an exchange, is one of the levels.</summary>
    public bool IsLevel(string name) => Array.IndexOf(_levels, name) >= 0;

    /// <summary>The exchange where a delay enters, and the routing key that leads it through the levels to its address.</summary>
    public (string Exchange, string RoutingKey) Enter(TimeSpan delay, JobAddress address)
    {
        var seconds = (int)Math.Ceiling(delay.TotalSeconds);
        var key = new StringBuilder(BitsLength + 48);
        for (var level = Levels - 1; level >= 0; level--)
        {
            key.Append((seconds >> level & 1) == 1 ? "1." : "0.");
        }

        return (Level(int.Log2(seconds)), key.Append(Destination(address)).ToString());
    }

    /// <summary>What binds an address to the end of the ladder.</summary>
    public BindingShape Exit(JobAddress address) =>
        new(DeliveryExchange, address.Name, ToExchange: !address.IsQueue, AnyBits + Destination(address));

    /// <summary>
    /// A delayed event reaches the pattern exchange with the ladder's routing key, which dead-lettering cannot change. So
    /// each pattern is bound twice: as it is, and behind the bits.
    /// </summary>
    public static BindingShape BehindBits(BindingShape pattern) => pattern with { RoutingKey = AnyBits + Event + pattern.RoutingKey };

    /// <summary>
    /// The event's name out of the ladder's routing key; <see langword="null"/> when the key is not
    /// the ladder's or leads to a queue.
    /// </summary>
    public static string? EventOf(string routingKey) =>
        IsLadders(routingKey) && routingKey.AsSpan(BitsLength).StartsWith(Event, StringComparison.Ordinal)
            ? routingKey[(BitsLength + Event.Length)..]
            : null;

    /// <summary>Where the ladder's routing key leads; <see langword="null"/> when the key is not the ladder's.</summary>
    public static JobAddress? AddressOf(string routingKey) =>
        !IsLadders(routingKey) ? null
        : EventOf(routingKey) is { } name ? JobAddress.Event(name)
        : routingKey.AsSpan(BitsLength).StartsWith(Task, StringComparison.Ordinal)
            ? JobAddress.Queue(routingKey[(BitsLength + Task.Length)..])
        : null;

    public static bool IsLadders(string routingKey) =>
        routingKey.Length > BitsLength
        && routingKey[0] is '0' or '1'
        && routingKey[1] == '.'
        && routingKey.AsSpan(0, BitsLength).IndexOfAnyExcept("01.") < 0;

    public TopologyShape Shape()
    {
        var exchanges = new List<ExchangeShape>
        {
            new(DeliveryExchange, ExchangeType.Topic),
            new(UndeliverableExchange, ExchangeType.Fanout),
        };
        var queues = new List<QueueShape>
        {
            new(UndeliverableQueue, QueueType.Quorum)
            {
                Arguments = new Dictionary<string, object> { [QuorumArguments.DeliveryLimit] = QuorumArguments.Unlimited },
            },
        };
        var bindings = new List<BindingShape> { new(UndeliverableExchange, UndeliverableQueue, ToExchange: false, "") };
        for (var level = 0; level < Levels; level++)
        {
            var name = Level(level);
            var below = level == 0 ? DeliveryExchange : Level(level - 1);
            var before = string.Concat(Enumerable.Repeat("*.", Levels - 1 - level));
            exchanges.Add(new ExchangeShape(name, ExchangeType.Topic));
            queues.Add(new QueueShape(name, QueueType.Quorum)
            {
                Arguments = new Dictionary<string, object>
                {
                    ["x-message-ttl"] = 1000L << level,
                    [QuorumArguments.DeliveryLimit] = QuorumArguments.Unlimited,
                    ["x-dead-letter-exchange"] = below,
                    // At-least-once falls back silently without reject-publish.
                    ["x-dead-letter-strategy"] = "at-least-once",
                    ["x-overflow"] = "reject-publish",
                },
            });
            bindings.Add(new BindingShape(name, name, ToExchange: false, before + "1.#"));
            bindings.Add(new BindingShape(name, below, ToExchange: true, before + "0.#"));
        }

        return new TopologyShape(exchanges, queues, bindings);
    }

    /// <summary>The arguments of the ladder's own exchanges: what cannot go on from one of them leaves the ladder.</summary>
    public Dictionary<string, object?>? ExchangeArguments(string exchange) =>
        exchange == DeliveryExchange || IsLevel(exchange)
            ? new Dictionary<string, object?> { ["alternate-exchange"] = UndeliverableExchange }
            : null;

    private static string AnyBits { get; } = string.Concat(Enumerable.Repeat("*.", Levels));

    private static string Destination(JobAddress address)
    {
        var name = address.Name.Length <= MaxDestinationLength ? address.Name
            : "sha." + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(address.Name)));
        return (address.IsQueue ? Task : Event) + name;
    }
}
