using System.Text.Json;
using Ponos.Benchmarks.Jobs;
using Ponos.Benchmarks.Machine;
using Ponos.Journal;
using RabbitMQ.Client;

namespace Ponos.Benchmarks.Contestants;

/// <summary>A contestant's process: takes orders from its input and answers with samples, until its input ends.</summary>
internal sealed class ContestantLoop(IContestant contestant, string broker, int brokerId)
{
    public static async Task<int> RunAsync(string name, string broker, int brokerId)
    {
        using var telemetry = name == ContestantNames.OursTraced ? new DroppedTelemetry() : null;
        IContestant contestant = name switch
        {
            ContestantNames.Ours or ContestantNames.OursTraced => new PonosContestant(broker),
            ContestantNames.OursJournaled => new PonosContestant(broker, JournalLevel.All),
            ContestantNames.HandWritten => new HandWrittenContestant(broker, isRefined: false),
            ContestantNames.Refined => new HandWrittenContestant(broker, isRefined: true),
            _ => throw new ArgumentException($"There is no contestant '{name}'.", nameof(name)),
        };
        var loop = new ContestantLoop(contestant, broker, brokerId);
        while (await Console.In.ReadLineAsync() is { } line)
        {
            var sample = await loop.MeasureAsync(JsonSerializer.Deserialize(line, WireJson.Default.Order)!);
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(sample, WireJson.Default.Sample));
        }

        return 0;
    }

    private Task<Sample> MeasureAsync(Order order) => order.Work switch
    {
        Work.Publish => PublishAsync(order),
        Work.Consume => ConsumeAsync(order),
        _ => LatencyAsync(order),
    };

    private async Task<Sample> PublishAsync(Order order)
    {
        await using var sender = await contestant.OpenSenderAsync(order.Queues);
        var job = ImageJob.Sample with { Fails = order.Fails };
        Func<ImageJob, int, Task> sendAsync = order.Callers > 0
            ? new ManyCallers(sender, order.Callers).SendAsync
            : new SendWindow(sender).SendAsync;
        await sendAsync(job, order.Ramp);
        var begin = Reading.TakeBefore(brokerId);
        await sendAsync(job, order.Jobs - order.Ramp);
        var sample = Sample.Between(begin, Reading.TakeAfter(brokerId), order.Jobs - order.Ramp);
        if (order.Callers > 0)
        {
            // Nobody consumes them.
            await PurgeAsync(order.Queues);
        }

        return sample;
    }

    private async Task<Sample> ConsumeAsync(Order order)
    {
        var tally = new JobTally(order.Jobs, order.Ramp, brokerId);
        await using (await contestant.ConsumeAsync(order, tally))
        {
            await tally.Done;
        }

        var left = await PurgeAsync(order.Queues);
        if (left > 0)
        {
            await Console.Error.WriteLineAsync($"{left} jobs were left in {contestant.QueueOf(order.Queues)}");
        }

        return Sample.Between(tally.Begin, tally.End, order.Jobs - order.Ramp);
    }

    /// <summary>What was handled without its acknowledgement getting through must not be the next sample's.</summary>
    private async Task<uint> PurgeAsync(QueueType queues)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(broker) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        return await channel.QueuePurgeAsync(contestant.QueueOf(queues));
    }

    private async Task<Sample> LatencyAsync(Order order)
    {
        var tally = new JobTally(order.Jobs, order.Ramp, brokerId);
        await using var sender = await contestant.OpenBothAsync(order, tally);
        await PacedSending.SendAsync(sender, order.Jobs, order.Rate);
        await tally.Done;
        var ticks = tally.Ticks[order.Ramp..].ToArray();
        Array.Sort(ticks);
        return Sample.Between(tally.Begin, tally.End, order.Jobs - order.Ramp) with
        {
            MedianMicros = PacedSending.Micros(ticks[ticks.Length / 2]),
            P99Micros = PacedSending.Micros(ticks[ticks.Length * 99 / 100]),
        };
    }
}
