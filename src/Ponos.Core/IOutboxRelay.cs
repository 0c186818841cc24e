namespace Ponos;

/// <summary>What sends the jobs of one service's outbox. In the services under the service's name, where it has one.</summary>
public interface IOutboxRelay
{
    /// <summary>Lets the relay look at once: a transaction with jobs was committed.</summary>
    void Wake();
}
