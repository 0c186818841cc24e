namespace Khronos.Replicas.Tests.Support;

/// <summary>A tick as a listener received it.</summary>
/// <param name="Tick">What it says.</param>
/// <param name="IsDuplicate">Whether the inbox dropped it, because its id had been handled.</param>
/// <param name="At">When, by the machine's clock.</param>
internal sealed record HeardTick(TimePassed Tick, bool IsDuplicate, DateTimeOffset At);
