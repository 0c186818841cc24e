namespace Ponos.Topology;

/// <summary>The names that other programs depend on; see the wire contract.</summary>
internal static class QueueNames
{
    /// <summary>The topic exchange that every event's fanout exchange is bound to, for listening by pattern.</summary>
    public const string PatternExchange = "ponos.events";

    private const string DeadSuffix = ".dead";
    private const string InvalidSuffix = ".invalid";
    private const string SuspectSuffix = ".suspects";

    /// <summary>The queue of a task, or of an event that the service listens to.</summary>
    public static string Jobs(string service, string name) => $"{service}.{name}";

    public static string Dead(string queue) => queue + DeadSuffix;

    public static string Invalid(string queue) => queue + InvalidSuffix;

    /// <summary>Where jobs are tried by themselves that came back too often.</summary>
    public static string Suspects(string queue) => queue + SuspectSuffix;
}
