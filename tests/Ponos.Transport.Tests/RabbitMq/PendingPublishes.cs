using System.Globalization;
using Ponos.Transport.RabbitMq;

namespace Ponos.Transport.Tests.RabbitMq;

/// <summary>Publishes for tests of what holds them.</summary>
internal sealed class PendingPublishes
{
    private readonly PendingPublishPool _pool = new(0);
    private int _count;

    public PendingPublish Next(CancellationToken cancellationToken = default)
    {
        var id = (_count++).ToString(CultureInfo.InvariantCulture);
        var job = new OutgoingJob
        {
            Address = JobAddress.Queue("q"),
            Name = "a.task",
            Type = "a.task",
            Body = default,
            MessageId = id,
            AppId = "s",
            Timestamp = DateTimeOffset.UnixEpoch,
        };
        var pending = _pool.Rent();
        pending.Begin(job, "", "q", mandatory: true, cancellationToken);
        return pending;
    }
}
