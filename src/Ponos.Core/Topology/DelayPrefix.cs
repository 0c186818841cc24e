namespace Ponos.Topology;

/// <summary>
/// What the names of the levels begin with on which delayed jobs wait. Services with one prefix share them; what waits under
/// another prefix they need no permission to see.
/// </summary>
internal static class DelayPrefix
{
    public const string Default = "ponos.delay";

    /// <summary>What a prefix is, as a remedy.</summary>
    public const string Rule = "'"
        + Default + "', or a name such as 'billing.delay' of up to 100 characters, that begins with neither 'amq' nor 'ponos'";

    private const int MaxLength = 100;

    public static bool IsValid(string? prefix) =>
        prefix == Default || (prefix is { Length: > 0 and <= MaxLength } && JobName.IsName(prefix) && !QueueNames.IsReserved(prefix));
}
