namespace Ponos.Topology;

/// <summary>The names that other programs depend on; see the wire contract. The generator compiles this file too.</summary>
internal static class QueueNames
{
    /// <summary>The topic exchange that every event's fanout exchange is bound to, for listening by pattern.</summary>
    public const string PatternExchange = "ponos.events";

    /// <summary>The one event of Ponos's own, which every service may listen to: an operator did something.</summary>
    public const string OperationPerformed = "ponos.operation.performed";

    /// <summary>A name of AMQP is a short string.</summary>
    public const int MaxLength = 255;

    /// <summary>What a name of a service or an event is, as a remedy, where it is somebody else's.</summary>
    public const string ReservedRule =
        "a name that does not begin with the word 'amq', which is the broker's, or 'ponos', which is Ponos's own";

    private const string DeadSuffix = ".dead";
    private const string InvalidSuffix = ".invalid";
    private const string SuspectSuffix = ".suspects";

    private static readonly string[] ReservedWords = ["amq", "ponos"];

    /// <summary>What the names of a handler's other queues end with, and what is in them.</summary>
    public static IReadOnlyList<(string Suffix, string Holds)> Companions { get; } =
        [(DeadSuffix, "dead jobs"), (InvalidSuffix, "invalid jobs"), (SuspectSuffix, "jobs that are tried by themselves")];

    /// <summary>The queue of a task, or of an event that the service listens to.</summary>
    public static string Jobs(string service, string name) => $"{service}.{name}";

    public static string Dead(string queue) => queue + DeadSuffix;

    public static string Invalid(string queue) => queue + InvalidSuffix;

    /// <summary>Whether an event's name belongs to the broker or to Ponos, and to no service.</summary>
    public static bool IsReservedEvent(string name) => name != OperationPerformed && IsReserved(name);

    /// <summary>Whether a service's name belongs to the broker or to Ponos.</summary>
    public static bool IsReserved(string name) =>
        Array.Exists(ReservedWords, word => name == word || name.StartsWith(word + ".", StringComparison.Ordinal));

    /// <summary>Where jobs are tried by themselves that came back too often.</summary>
    public static string Suspects(string queue) => queue + SuspectSuffix;
}
