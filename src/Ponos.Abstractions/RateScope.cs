namespace Ponos;

/// <summary>Who counts the jobs of a rate limit together.</summary>
public enum RateScope
{
    /// <summary>Each process by itself.</summary>
    Process,

    /// <summary>All processes of the service, through a store that is registered for it: <c>UseRedis</c> of Ponos.Redis.</summary>
    Shared,
}
