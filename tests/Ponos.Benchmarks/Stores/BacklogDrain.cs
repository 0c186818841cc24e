using System.Diagnostics;
using Ponos.Benchmarks.Report;

namespace Ponos.Benchmarks.Stores;

/// <summary>How long a write takes while an outbox drains that an outage of the broker has filled.</summary>
internal sealed class BacklogDrain(StoreGround ground, StoresOptions options)
{
    private const int PerSecond = 200;

    private static readonly TimeSpan Steady = TimeSpan.FromSeconds(20);

    public async Task<MarkdownTable> RunAsync()
    {
        var table = new MarkdownTable($"{PerSecond} writes a second", "writes", "p50, ms", "p99, ms", "p99 by before");
        await ground.ExecuteAsync("TRUNCATE ponos.outbox");
        await using var store = await ground.StartServiceAsync();
        var writer = OrderWriter.PlainWithOutbox(ground, store);
        _ = await WriteAsync(writer, () => Task.Delay(Steady / 4));
        var before = await WriteAsync(writer, () => Task.Delay(Steady));
        await ground.EmptyAsync("ponos.outbox");
        await ground.Broker.StopAppAsync();
        await FillAsync(writer);
        var away = await WriteAsync(writer, () => Task.Delay(Steady));
        await ground.Broker.StartAppAsync();
        var since = Stopwatch.GetTimestamp();
        var draining = await WriteAsync(writer, () => DrainedAsync());
        var took = Stopwatch.GetElapsedTime(since);
        await ground.PurgeAsync();
        var bound = CommitLatency.At(before, 0.99);
        Add(table, "before", before, bound);
        Add(table, $"while the broker is away, {NumberText.Whole(options.Backlog)} jobs waiting", away, bound);
        Add(table, $"while they drain, {NumberText.Whole(options.Backlog / took.TotalSeconds)} a second", draining, bound);
        return table;
    }

    private static void Add(MarkdownTable table, string title, List<double> millis, double bound) => table.Add(
        title,
        NumberText.Whole(millis.Count),
        NumberText.Ratio(CommitLatency.At(millis, 0.5)),
        NumberText.Ratio(CommitLatency.At(millis, 0.99)),
        NumberText.Ratio(CommitLatency.At(millis, 0.99) / bound));

    /// <summary>
    /// Copies one job, as if each were of a transaction of its own, and as old as if they had been written at the same rate; by the
    /// thousand, for it is not their writing that is measured.
    /// </summary>
    private async Task FillAsync(OrderWriter writer)
    {
        await writer.WriteAsync(Charge.Of(0));
        const int Of = 10_000;
        for (var filled = 0; filled < options.Backlog; filled += Of)
        {
            await ground.ExecuteAsync(
                $"""
                INSERT INTO ponos.outbox (service, lane, name, destination, message_id, properties, body, created_at)
                SELECT o.service, n % 32, o.name, o.destination, m.new, replace(o.properties, o.message_id, m.new), o.body,
                  now() - ({options.Backlog - filled} - n) * interval '1 second' / {PerSecond}
                FROM (SELECT * FROM ponos.outbox ORDER BY id LIMIT 1) o, generate_series(1, {Of}) n, LATERAL (SELECT md5(n::text || '-{filled}') AS new) m
                """);
        }
    }

    /// <summary>Until what was there is gone; what is written meanwhile comes and goes.</summary>
    private async Task DrainedAsync()
    {
        var last = await ground.AskAsync<long>("SELECT max(id) FROM ponos.outbox");
        while (await ground.AskAsync<bool>($"SELECT EXISTS (SELECT FROM ponos.outbox WHERE id <= {last})"))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }
    }

    /// <summary>Writes at a steady rate for as long as something takes; a slow write does not hold up those behind it.</summary>
    private static async Task<List<double>> WriteAsync(OrderWriter writer, Func<Task> meanwhile)
    {
        var until = meanwhile();
        var writes = new List<Task<double>>();
        var since = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        while (!until.IsCompleted)
        {
            await timer.WaitForNextTickAsync();
            for (var due = Stopwatch.GetElapsedTime(since).TotalSeconds * PerSecond; writes.Count < due;)
            {
                writes.Add(TimeAsync(writer, writes.Count));
            }
        }

        await until;
        return [.. await Task.WhenAll(writes)];
    }

    private static async Task<double> TimeAsync(OrderWriter writer, int number)
    {
        var since = Stopwatch.GetTimestamp();
        await writer.WriteAsync(Charge.Of(number));
        return Stopwatch.GetElapsedTime(since).TotalMilliseconds;
    }
}
