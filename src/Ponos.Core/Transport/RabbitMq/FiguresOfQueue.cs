namespace Ponos.Transport.RabbitMq;

/// <summary>What the broker tells of a queue whose consumer stands.</summary>
/// <param name="Ready">How many jobs wait in it.</param>
/// <param name="Consumers">Who consumes it; <see langword="null"/> where it is gone or may not be asked for.</param>
internal readonly record struct FiguresOfQueue(uint Ready, uint? Consumers);
