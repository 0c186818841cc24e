namespace Ponos.Delivery.Suspects;

/// <summary>
/// When a job is suspected of ending its process, and when that is held proved. Coming back proves nothing: up to RabbitMQ
/// 4.2 an orderly stop counts too, and a job that ends its process takes along the count of all that were in hand with it.
/// So a suspect is tried by itself, and only what begins there counts. Pure.
/// </summary>
/// <param name="deliveryLimit">How often a job may be handed out again that never ends: with others and by itself.</param>
internal readonly struct SuspectRule(int deliveryLimit)
{
    /// <summary>From how many returns on a job is tried by itself.</summary>
    public int Returns => Math.Max(1, deliveryLimit / 2);

    /// <summary>How often it may begin by itself.</summary>
    public int Begins => deliveryLimit + 1 - Returns;

    public bool IsSuspect(long deliveryCount) => deliveryCount >= Returns;

    public bool IsDeadly(int begins) => begins >= Begins;
}
