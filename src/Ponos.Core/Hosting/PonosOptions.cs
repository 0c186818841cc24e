using System.Text.Json;
using Ponos.Contracts;
using Ponos.Control;
using Ponos.Handlers;
using Ponos.Hosting;
using Ponos.Journal;

namespace Ponos;

/// <summary>
/// The options of one service. Each can be set in configuration under <c>Ponos</c> (for all services of the process) or
/// <c>Ponos:Services:{service}</c>, by the environment, and in code, which wins:
/// <c>services.Configure&lt;PonosOptions&gt;("images", …)</c>. They are checked and read once, when the service starts;
/// <c>IOptionsMonitor&lt;PonosOptions&gt;.Get("images")</c> gives them to others.
/// </summary>
public sealed class PonosOptions
{
    /// <summary>How failed jobs are tried again.</summary>
    public RetryOptions Retry { get; } = new();

    /// <summary>
    /// How long one attempt of a handler may run; <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> for no timeout.
    /// </summary>
    /// <value>Default: 10 min, well below the half hour after which RabbitMQ takes an unsettled job away.</value>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How many jobs of a handler one process runs at the same time. From 1 to 10 000.</summary>
    /// <value>Default: 1.</value>
    public int Concurrency { get; set; } = 1;

    /// <summary>The period of a rate limit that names none. From 1 ms to 1 day.</summary>
    /// <value>Default: 1 s.</value>
    public TimeSpan RatePeriod { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How many unsettled jobs the broker hands to one process for a handler. From 1 to 65 535, or <see langword="null"/>
    /// (<c>auto</c> in configuration): as many as make about a quarter of a second of work, from the concurrency up to 200. Handlers
    /// with a single active consumer and broadcast ones get 100 then.
    /// </summary>
    /// <value>Default: <see langword="null"/>.</value>
    public int? Prefetch { get; set; }

    /// <summary>When the broker hears that a job is done.</summary>
    /// <value>Default: <see cref="AckMode.Coalesced"/>.</value>
    public AckMode AckMode { get; set; } = AckMode.Coalesced;

    /// <summary>The kind of queue.</summary>
    /// <value>Default: <see cref="QueueType.Quorum"/>.</value>
    public QueueType QueueType { get; set; } = QueueType.Quorum;

    /// <summary>Whether the service declares its queues and exchanges or only expects them.</summary>
    /// <value>Default: <see cref="DeclareMode.Active"/>.</value>
    public DeclareMode Declare { get; set; } = DeclareMode.Active;

    /// <summary>
    /// What the names of the exchanges and queues begin with in which delayed jobs wait: <c>{prefix}.00</c> and following,
    /// <c>{prefix}.delivery</c>, <c>{prefix}.undeliverable</c>. Services with the same one share them and may see each other's
    /// delayed jobs; a trust domain of its own takes a prefix of its own. Up to 100 characters, as a job's name is written, and
    /// within no service's names. Each prefix is 23 queues more on the broker.
    /// </summary>
    /// <value>Default: <c>ponos.delay</c>.</value>
    public string DelayPrefix { get; set; } = Topology.DelayPrefix.Default;

    /// <summary>
    /// How often a quorum queue hands out a job whose process dies before it settles, before the job is dead. It is an
    /// argument of the queue: a queue that exists with another limit is a mismatch. From 1 to 1000.
    /// </summary>
    /// <value>Default: 20.</value>
    public int DeliveryLimit { get; set; } = 20;

    /// <summary>How long a publish waits for the broker's confirm, through an outage too.</summary>
    /// <value>Default: 30 s.</value>
    public TimeSpan PublishTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long running jobs may go on after the host was asked to stop, before they are cancelled.</summary>
    /// <value>Default: 20 s; keep it below the host's own <c>HostOptions.ShutdownTimeout</c>, 30 s.</value>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long the host's start waits for the broker before it goes on and leaves the connecting to the background.</summary>
    /// <value>Default: 10 s.</value>
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How many message ids of handled jobs each handler remembers in memory, so that a job that comes twice is not run
    /// twice. Has no effect where an <see cref="IInbox"/> is registered. From 0 (none) to 1 000 000.
    /// </summary>
    /// <value>Default: 10 000.</value>
    public int InboxSize { get; set; } = 10_000;

    /// <summary>
    /// How often the broker is asked how many jobs wait in the service's queues, and in its dead and invalid ones, for the
    /// measurements <c>ponos.queue.depth</c> and <c>ponos.queue.age</c>. From 1 s to 1 hour, or
    /// <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> for never.
    /// </summary>
    /// <value>Default: never.</value>
    public TimeSpan QueueMetricsInterval { get; set; } = System.Threading.Timeout.InfiniteTimeSpan;

    /// <summary>What the process answers to an operator over the broker: the dashboard, the command <c>ponos</c>.</summary>
    /// <value>
    /// Default: <see cref="ControlLevel.Full"/>. Who may give orders is for the broker's permissions: who may
    /// write to <c>ponos.control</c>.
    /// </value>
    public ControlLevel Control { get; set; } = ControlLevel.Full;

    /// <summary>
    /// Which jobs are entered in the journal, the stream <c>ponos.journal</c>: what became of them, without their bodies.
    /// </summary>
    /// <value>Default: <see cref="JournalLevel.Off"/>.</value>
    public JournalLevel Journal { get; set; } = JournalLevel.Off;

    /// <summary>How long the journal is kept, where this process declares it first. From 1 hour to 1 year.</summary>
    /// <value>Default: 7 days.</value>
    public TimeSpan JournalMaxAge { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How much of the journal is kept, in mebibytes, where this process declares it first. From 100 to 1 000 000.</summary>
    /// <value>Default: 5000.</value>
    public int JournalMaxMegabytes { get; set; } = 5000;

    /// <summary>
    /// Whether each job begins a trace of its own, which is linked with its publisher's, instead of going on with that one. For a
    /// service whose publishers are not its team's: they choose the ids of their traces, and whether one is recorded.
    /// </summary>
    /// <value>Default: <see langword="false"/>.</value>
    public bool LinkTraces { get; set; }

    /// <summary>Whether the event <c>worker.errored</c> is published for each job that is dead, as node's Ponos does.</summary>
    /// <value>Default: <see langword="false"/>.</value>
    public bool PublishErrors { get; set; }

    /// <summary>
    /// Whether <c>worker.errored</c> carries the dead job itself, as node's Ponos has it. Everyone who may listen to the event
    /// then reads the jobs of every service that publishes it. Without effect where <see cref="PublishErrors"/> is not set.
    /// </summary>
    /// <value>Default: <see langword="false"/>: its <c>originalJobPayload</c> is an empty object.</value>
    public bool PublishErrorBodies { get; set; }

    /// <summary>
    /// Headers that a job hands on to the jobs which its handler publishes, such as a tenant's; their text only. A publish that
    /// gives one of them itself wins.
    /// </summary>
    /// <value>Default: none.</value>
    public IList<string> PropagatedHeaders { get; } = [];

    /// <summary>
    /// Whether only jobs run whose publisher the broker vouches for, by the AMQP property <c>user_id</c>; others are invalid. Every
    /// Ponos service of this version publishes with it.
    /// </summary>
    /// <value>Default: <see langword="false"/>.</value>
    public bool RequireUserId { get; set; }

    /// <summary>The largest body that is published or read, in bytes. From 1 KiB to 16 MiB.</summary>
    /// <value>Default: 1 MiB.</value>
    public int MaxBodyBytes { get; set; } = 1024 * 1024;

    /// <summary>
    /// How jobs are written and read. An application that is trimmed or compiled ahead of time sets
    /// <see cref="JsonSerializerOptions.TypeInfoResolver"/> to its source-generated context.
    /// </summary>
    public JsonSerializerOptions Json { get; } = SystemTextJsonSerializer.CreateOptions();

    /// <summary>Adds to <see cref="PropagatedHeaders"/>.</summary>
    /// <param name="names">The headers' names.</param>
    /// <exception cref="ArgumentException">A name belongs to the broker or to Ponos.</exception>
    public void PropagateHeaders(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            PropagatedHeaders.Add(Publishing.OutgoingHeaders.Checked(name));
        }
    }

    /// <summary>
    /// The names of tasks and events that the service once handled. Their queues outlive their handlers: the start looks for
    /// each and warns while it is there, with the number of its jobs. In configuration: names with commas between them.
    /// </summary>
    public ICollection<string> Retired { get; } = [];

    /// <summary>
    /// What is said of single handlers, by the names of their jobs. It wins over their attributes, and where it says nothing
    /// they hold. In configuration: <c>Ponos:Services:{service}:Handlers:{job}:Concurrency</c>. A name that no handler of the
    /// service has fails the start.
    /// </summary>
    public IDictionary<string, HandlerSettings> Handlers { get; } = new Dictionary<string, HandlerSettings>(
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Which broker was asked for; <see langword="null"/> to go by what is configured.</summary>
    internal BrokerChoice? Broker { get; set; }
}
