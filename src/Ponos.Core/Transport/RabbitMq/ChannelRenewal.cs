using RabbitMQ.Client;

namespace Ponos.Transport.RabbitMq;

/// <summary>
/// Replaces a publishing channel on which the broker refuses, now and then. A channel of RabbitMQ 3.10 whose first publish
/// to a quorum queue finds the queue's leader gone refuses all later ones as well, for as long as that node is away, while
/// the queue has long had another leader: only a fresh channel looks for it.
/// </summary>
internal sealed class ChannelRenewal(PublishLane lane, RabbitTransportOptions options, Func<IChannel, Task> replace)
{
    // A queue that is full refuses too: a new channel for that is in vain, and must stay rare.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // A publish to a queue without a majority is not answered: the others must not wait behind it.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private long _renewedAt;

    public void OnRefused(IChannel channel)
    {
        var now = options.TimeProvider.GetTimestamp();
        var before = Volatile.Read(ref _renewedAt);
        if ((before != 0 && options.TimeProvider.GetElapsedTime(before, now) < Interval)
            || Interlocked.CompareExchange(ref _renewedAt, now, before) != before)
        {
            return;
        }

        lane.Retire(channel, () => _ = Task.Run(() => replace(channel)));
        _ = ResumeLaterAsync(channel);
    }

    private async Task ResumeLaterAsync(IChannel channel)
    {
        await Task.Delay(Patience, options.TimeProvider);
        lane.Resume(channel);
    }
}
