using Microsoft.Extensions.Logging;
using Ponos.Diagnostics;
using Ponos.Topology;
using Ponos.Transport;

namespace Ponos.Hosting;

/// <summary>
/// Looks for the queues of handlers that the service once had. A queue outlives its handler, and an event's stays bound and
/// fills for ever; Ponos deletes nothing, and says what is left.
/// </summary>
internal static class RetiredQueues
{
    public static async Task ReportAsync(
        string service, IEnumerable<string> retired, ITransport transport, ILogger log, CancellationToken cancellationToken)
    {
        foreach (var name in retired)
        {
            var queue = QueueNames.Jobs(service, name);
            try
            {
                await using var reader = await transport.ReadAsync(queue, cancellationToken);
                if (reader is not null)
                {
                    log.RetiredQueueStands(queue, name, reader.Count);
                }
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // A service that runs is worth more than what is known of one that it was.
                log.RetiredQueueUnknown(exception, queue);
            }
        }
    }
}
