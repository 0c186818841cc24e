namespace Ponos;

/// <summary>Who counts the jobs together that run at the same time.</summary>
public enum ConcurrencyScope
{
    /// <summary>Each process by itself.</summary>
    Process,

    /// <summary>All processes of the service, through a store that is registered for it: <c>UseRedis</c> of Ponos.Redis.</summary>
    Shared,
}
