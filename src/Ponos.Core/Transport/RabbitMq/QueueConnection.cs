using Microsoft.Extensions.Logging;

namespace Ponos.Transport.RabbitMq;

/// <summary>
/// Which connection a queue is consumed over: the one that the service's queues share, or, while it does not answer, one beside
/// it. A quorum queue without a leader keeps whoever would consume it waiting, and then the broker ends the whole connection (after
/// 15 s, or at once where the queue's process is gone; 3.10 as well as 4.3). The others pay for that once.
/// </summary>
internal sealed class QueueConnection(SupervisedConnection shared, SupervisedConnection aside, string queue, bool transient, ILogger log)
{
    private bool _isAside;

    public bool IsAside => _isAside;

    public ValueTask<LiveConnection> GetAsync(CancellationToken cancellationToken) =>
        (_isAside ? aside : shared).GetAsync(cancellationToken);

    /// <summary>Awaits the beginning of a consumer.</summary>
    public async Task BeginAsync(LiveConnection live, Task consumer, CancellationToken stopping)
    {
        try
        {
            await consumer;
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            if (_isAside)
            {
                // A channel that waits for such a queue does not close in time either.
                live.Sever("stopped");
            }

            throw;
        }
        catch (Exception exception) when (!_isAside && !transient && BrokerRefusal.IsEndOfConnection(exception))
        {
            _isAside = true;
            log.QueueSetAside(queue, live.Broker, ConnectFailure.Describe(exception));
            throw;
        }
    }

    /// <summary>It was consumed, and is tried with the others again.</summary>
    public void Ended() => _isAside = false;
}
