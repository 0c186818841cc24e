using System.Diagnostics;
using Ponos.Benchmarks.Machine;
using Ponos.Benchmarks.Report;

namespace Ponos.Benchmarks.Stores;

/// <summary>What the database has to do while nothing happens, with a service and its outbox and without.</summary>
internal sealed class IdleDatabase(StoreGround ground, StoresOptions options)
{
    public async Task<MarkdownTable> RunAsync()
    {
        var table = new MarkdownTable("the database, idle", "of a core", "transactions a minute");
        await MeasureAsync(table, "alone");
        await using (await ground.StartServiceAsync(_ => Task.CompletedTask))
        {
            await MeasureAsync(table, "with a service and its outbox");
        }

        return table;
    }

    private async Task MeasureAsync(MarkdownTable table, string title)
    {
        const string Transactions = "SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = current_database()";
        // What was done before is written down late.
        await Task.Delay(options.Idle / 4);
        var transactions = await ground.AskAsync<long>(Transactions);
        var (since, before) = (Stopwatch.GetTimestamp(), Processes());
        await Task.Delay(options.Idle);
        var used = Processes().Sum(process => (process.Value - before.GetValueOrDefault(process.Key)).TotalSeconds);
        var elapsed = Stopwatch.GetElapsedTime(since);
        var done = await ground.AskAsync<long>(Transactions) - transactions;
        table.Add(title, $"{NumberText.Ratio(100 * used / elapsed.TotalSeconds)} %", NumberText.Plain(done / elapsed.TotalMinutes));
    }

    /// <summary>The processor time of the server's processes.</summary>
    private Dictionary<int, TimeSpan> Processes()
    {
        var first = ground.Server.ProcessId;
        var times = new Dictionary<int, TimeSpan> { [first] = ProcessorTimes.OfProcess(first) };
        foreach (var children in Directory.EnumerateDirectories($"/proc/{first}/task")
            .Select(thread => File.ReadAllText(Path.Combine(thread, "children"))))
        {
            foreach (var child in children.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse))
            {
                times[child] = ProcessorTimes.OfProcess(child);
            }
        }

        return times;
    }
}
