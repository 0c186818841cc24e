using System.Globalization;
using Ponos.Benchmarks.Report;

namespace Ponos.Benchmarks.Stores;

/// <summary>How large the outbox is when many jobs have passed through it.</summary>
internal sealed class TableSizes(StoreGround ground, StoresOptions options)
{
    private const int OfTransaction = 50;

    public async Task<MarkdownTable> RunAsync()
    {
        var table = new MarkdownTable("jobs that passed through", "table, KiB", "indexes, KiB", "by the first");
        await ground.ExecuteAsync("TRUNCATE ponos.outbox");
        await using var store = await ground.StartServiceAsync();
        var writer = new OrderWriter("many jobs in one transaction", "ponos.outbox", order => PublishAsync(store, order));
        var (passed, first) = (0, 0L);
        foreach (var size in options.Sizes)
        {
            while (passed < size)
            {
                // As many at a time at the end as at the beginning: what waits needs room, and it is what has passed that is asked for.
                var jobs = Math.Min(size - passed, options.Sizes[0]);
                _ = await Throughput.WriteAsync(ground, writer, jobs / OfTransaction);
                passed += jobs;
            }

            var rows = await ground.AskAsync<long>("SELECT pg_table_size('ponos.outbox')");
            var indexes = await ground.AskAsync<long>("SELECT pg_indexes_size('ponos.outbox')");
            first = first == 0 ? rows + indexes : first;
            table.Add(
                NumberText.Whole(size),
                (rows / 1024).ToString(CultureInfo.InvariantCulture),
                (indexes / 1024).ToString(CultureInfo.InvariantCulture),
                NumberText.Ratio((double)(rows + indexes) / first));
        }

        return table;
    }

    private async Task PublishAsync(RunningStore store, Charge order)
    {
        await using var connection = await ground.Source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        for (var i = 0; i < OfTransaction; i++)
        {
            await transaction.PublishAsync(store.Publisher, order);
        }

        await transaction.CommitAsync();
    }
}
