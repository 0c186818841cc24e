using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using Ponos.Benchmarks.Report;
using Ponos.Journal;
using Ponos.Tests.Support;
using Ponos.Transport.RabbitMq;

namespace Ponos.Benchmarks.Journals;

/// <summary>Looks for traces in a journal of millions of entries.</summary>
internal sealed class JournalTraces(RabbitBroker broker, JournalOptions options)
{
    private const int EntriesOfATrace = 4;
    private const int BatchesAtATime = 16;
    private const int EntriesOfABatch = 512;
    private const int MostMegabytes = 20_000;

    private static readonly string[] Handlers =
    [
        "ResizeHandler.HandleAsync",
        "MailHandler.HandleAsync",
        "BillingHandler.HandleAsync",
        "CleanupHandler.HandleAsync",
    ];

    public async Task<string> RunAsync()
    {
        await using var transport = new RabbitTransport(RabbitUri.Parse(broker.Uri));
        await transport.DeclareAsync(JournalTopology.Shape(TimeSpan.FromDays(7), MostMegabytes), CancellationToken.None);
        var since = Stopwatch.StartNew();
        var (wanted, bytes) = await FillAsync(transport);
        var filled = since.Elapsed;
        // A stream's last segment is written out a moment later.
        await Task.Delay(TimeSpan.FromSeconds(5));

        var reader = new JournalReader(transport, TimeProvider.System);
        var table = new MarkdownTable(
            "looking for a trace of four jobs",
            "its first entry after, ms",
            "its last entry after, ms",
            "read to the end after, ms",
            "entries found");
        await AddAsync(table, reader, "by its tid, which carries its time", wanted, tid => new JournalQuery { Tid = tid });
        await AddAsync(
            table,
            reader,
            "the same, of the minute after it",
            wanted,
            tid => new JournalQuery { Tid = tid, To = JournalReader.TimeOf(tid)!.Value.AddMinutes(1) });
        await AddAsync(
            table, reader, "through the whole journal", wanted, tid => new JournalQuery { Tid = tid, From = DateTimeOffset.UnixEpoch });
        await AddAsync(
            table,
            reader,
            "a tid that is not in it, through the whole journal",
            wanted,
            _ => new JournalQuery { Tid = Guid.NewGuid().ToString(), From = DateTimeOffset.UnixEpoch });
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{options.Entries:N0} entries, entered in {filled.TotalMinutes:0.0} min, take {bytes / (double)options.Entries:0} bytes each. "
                + $"Medians of {wanted.Count} traces, spread over the journal; the slowest in brackets.\n\n{table}");
    }

    private static async Task AddAsync(
        MarkdownTable table, JournalReader reader, string title, IReadOnlyList<string> wanted, Func<string, JournalQuery> query)
    {
        var (first, last, end, found) = (new List<double>(), new List<double>(), new List<double>(), 0);
        foreach (var tid in wanted)
        {
            var since = Stopwatch.StartNew();
            var entries = 0;
            var latest = TimeSpan.Zero;
            await foreach (var _ in reader.ReadAsync(query(tid), CancellationToken.None))
            {
                latest = since.Elapsed;
                if (entries++ == 0)
                {
                    first.Add(latest.TotalMilliseconds);
                }
            }

            end.Add(since.Elapsed.TotalMilliseconds);
            if (entries > 0)
            {
                last.Add(latest.TotalMilliseconds);
            }

            found += entries;
        }

        table.Add(title, Cell(first), Cell(last), Cell(end), found.ToString(CultureInfo.InvariantCulture));
    }

    private static string Cell(List<double> milliseconds) =>
        milliseconds.Count == 0 ? "" : $"{NumberText.Plain(new Figures(milliseconds).Median)} ({NumberText.Plain(milliseconds.Max())})";

    /// <summary>
    /// Enters what services would: traces of four jobs, each job published by the one before, a second
    /// apart from its first to its last.
    /// </summary>
    private async Task<(IReadOnlyList<string> Wanted, long Bytes)> FillAsync(RabbitTransport transport)
    {
        var wanted = new List<string>();
        var bytes = 0L;
        var sending = new Queue<Task>();
        var text = new ArrayBufferWriter<byte>();
        var batches = options.Entries / EntriesOfABatch;
        var chosen = new Queue<int>(Enumerable.Range(0, options.Traces).Select(i => (int)((i + 0.5) * batches / options.Traces)));
        // What is in a batch and goes on in a later one.
        var open = new Queue<Trace>();
        for (var batch = 0; batch < batches; batch++)
        {
            var now = DateTimeOffset.UtcNow;
            var entries = new List<JournalEntry>(EntriesOfABatch);
            while (entries.Count < EntriesOfABatch)
            {
                var trace = open.Count > EntriesOfABatch * 8 ? open.Dequeue() : new Trace(UniqueId.Ordered(now).ToString());
                entries.Add(trace.Next(now));
                if (!trace.IsOver)
                {
                    open.Enqueue(trace);
                }

                if (trace.Length == 1 && chosen.TryPeek(out var next) && next <= batch)
                {
                    _ = chosen.Dequeue();
                    wanted.Add(trace.Tid);
                }
            }

            var job = JournalWire.Write(entries, text, now);
            bytes += job.Body.Length;
            sending.Enqueue(transport.SendAsync(job, CancellationToken.None).AsTask());
            if (sending.Count == BatchesAtATime)
            {
                await sending.Dequeue();
            }
        }

        await Task.WhenAll(sending);
        return (wanted, bytes);
    }

    private sealed class Trace(string tid)
    {
        private string? _cause;

        public string Tid => tid;

        public int Length { get; private set; }

        public bool IsOver => Length == EntriesOfATrace;

        public JournalEntry Next(DateTimeOffset now)
        {
            var id = UniqueId.Ordered(now).ToString();
            var entry = new JournalEntry
            {
                At = now,
                Service = "images",
                Instance = "worker-7c9d/4711",
                Handler = Handlers[Length],
                Kind = JobKind.Task,
                Job = $"docker.images.step-{Length}",
                Id = id,
                Tid = tid,
                Cause = _cause,
                Attempt = 1,
                Outcome = JobOutcome.Succeeded,
                Wait = Random.Shared.Next(1_000_000) / 1e6,
                Run = Random.Shared.Next(1_000_000) / 1e6,
                Contract = "47a3b2c1d0e9f8a7",
                Publisher = "images",
            };
            (_cause, Length) = (id, Length + 1);
            return entry;
        }
    }
}
