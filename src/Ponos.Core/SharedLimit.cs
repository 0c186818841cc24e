namespace Ponos;

/// <summary>A limit that the processes of a service share.</summary>
/// <param name="Queue">The handler's queue, without what a broadcast queue has behind its name: one for all processes, and no other handler's.</param>
/// <param name="HandlerName">The handler, for messages.</param>
/// <param name="Permits">How many. From 1 to 100 000.</param>
public sealed record SharedLimit(string Queue, string HandlerName, int Permits);
