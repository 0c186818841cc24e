using Khronos.Engine;
using Khronos.Schedules;
using Ponos;

namespace Khronos.Publishing;

/// <summary>Publishes ticks as time events. The message id and the transaction id are the tick's own, on every try.</summary>
internal sealed class TickPublisher(IPublisher publisher) : ITickSink
{
    public ValueTask PublishAsync(Tick tick, CancellationToken cancellationToken)
    {
        var id = tick.Id;
        var options = new PublishOptions { MessageId = id, Tid = id };
        return new ValueTask(publisher.PublishEventAsync(tick.Schedule.Name.EventName, EventOf(tick, id), options, cancellationToken));
    }

    public static TimePassed EventOf(Tick tick) => EventOf(tick, tick.Id);

    // The id is written anew each time it is asked for.
    private static TimePassed EventOf(Tick tick, string id) => new()
    {
        Name = tick.Schedule.Name.Text,
        ScheduledAt = tick.ScheduledAt,
        FiredAt = tick.FiredAt,
        TickId = id,
        Kind = tick.Kind,
        Sequence = tick.Sequence,
        Every = (tick.Schedule.Rhythm as IntervalRhythm)?.Text,
        Cron = (tick.Schedule.Rhythm as CronRhythm)?.Text,
        TimeZone = (tick.Schedule.Rhythm as CronRhythm)?.TimeZone,
        NextAt = tick.NextAt,
        Missed = tick.Missed,
        Payload = tick.Schedule.Payload is { } payload
            ? PayloadTemplate.Fill(payload, new PayloadValues(tick.Schedule.Name.Text, id, tick.ScheduledAt, tick.FiredAt))
            : null,
    };
}
