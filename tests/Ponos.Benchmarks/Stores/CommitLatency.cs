using System.Diagnostics;
using Ponos.Benchmarks.Report;

namespace Ponos.Benchmarks.Stores;

/// <summary>How long after the commit a handler has the job, one order every 10 ms, against a direct publish.</summary>
internal sealed class CommitLatency(StoreGround ground, StoresOptions options)
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(10);

    private readonly long[] _arrived = new long[options.Jobs];
    private int _arrivals;

    public async Task<MarkdownTable> RunAsync(string title)
    {
        var table = new MarkdownTable(title, "p50, ms", "above a direct publish", "p99, ms");
        await using var store = await ground.StartServiceAsync(HandleAsync);
        await using var polling = await PollingOutbox.StartAsync(store, ground);
        var direct = new OrderWriter("direct publish, from its call", null, order => store.Publisher.PublishAsync(order));
        await using var kept = await ground.Source.OpenConnectionAsync();
        var onKept = new OrderWriter("outbox of Ponos.PostgreSql, connection kept open", "ponos.outbox", async order =>
        {
            await using var transaction = await kept.BeginTransactionAsync();
            await transaction.PublishAsync(store.Publisher, order);
            await transaction.CommitAsync();
        });
        OrderWriter[] writers =
        [
            direct,
            OrderWriter.PlainWithOutbox(ground, store),
            onKept,
            OrderWriter.ContextWithOutbox(store),
            OrderWriter.ContextWithPolling(store),
        ];
        foreach (var writer in writers)
        {
            _ = await MeasureAsync(writer, isDirect: writer == direct);
        }

        // In turn, so that what the machine does besides falls on all of them.
        var samples = writers.ToDictionary(writer => writer, _ => new List<double>());
        for (var round = 0; round < options.Rounds; round++)
        {
            foreach (var writer in writers)
            {
                samples[writer].AddRange(await MeasureAsync(writer, isDirect: writer == direct));
            }
        }

        var least = At(samples[direct], 0.5);
        foreach (var (writer, millis) in samples)
        {
            table.Add(
                writer.Name,
                NumberText.Ratio(At(millis, 0.5)),
                writer == direct ? "" : NumberText.Ratio(At(millis, 0.5) - least),
                NumberText.Plain(At(millis, 0.99)));
        }

        return table;
    }

    public static double At(List<double> values, double share)
    {
        values.Sort();
        return values[Math.Min(values.Count - 1, (int)(share * values.Count))];
    }

    private Task HandleAsync(Charge job)
    {
        if (Interlocked.CompareExchange(ref _arrived[job.Number], Stopwatch.GetTimestamp(), 0) == 0)
        {
            _ = Interlocked.Increment(ref _arrivals);
        }

        return Task.CompletedTask;
    }

    private async Task<List<double>> MeasureAsync(OrderWriter writer, bool isDirect)
    {
        Array.Clear(_arrived);
        Volatile.Write(ref _arrivals, 0);
        var committed = new long[options.Jobs];
        for (var number = 0; number < options.Jobs; number++)
        {
            committed[number] = Stopwatch.GetTimestamp();
            await writer.WriteAsync(Charge.Of(number));
            committed[number] = isDirect ? committed[number] : Stopwatch.GetTimestamp();
            await Task.Delay(Between);
        }

        while (Volatile.Read(ref _arrivals) < options.Jobs)
        {
            await Task.Delay(Between);
        }

        return [.. committed.Select((from, number) => Stopwatch.GetElapsedTime(from, _arrived[number]).TotalMilliseconds)];
    }
}
