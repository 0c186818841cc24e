using System.Globalization;
using Ponos.Control;
using Ponos.Dashboard.Pages;
using Ponos.Dashboard.Rendering;
using Ponos.Dashboard.Tracing;
using Ponos.Journal;

namespace Ponos.Dashboard.Endpoints;

/// <summary>Everything of a transaction, from the journal.</summary>
internal sealed class TracePages(TimeProvider time) : IPages
{
    private const int MostEntries = 2000;
    private const int MostFailures = 50;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan FailurePatience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FailuresBack = TimeSpan.FromHours(1);

    public void Map(PageRoutes routes) =>
        routes.Page("/trace", async request => new PageView("Trace", NavPlace.Trace, typeof(TracePage), await ReadAsync(request)));

    private async Task<TraceModel> ReadAsync(PageRequest request)
    {
        var tid = request.Query("tid");
        if (tid.Length == 0)
        {
            var (failures, _) = await CollectAsync(
                request.Operator,
                new JournalQuery { FailuresOnly = true, From = time.GetUtcNow() - FailuresBack },
                keepLast: MostFailures,
                FailurePatience,
                request.Aborted);
            return new TraceModel { Failures = [.. failures.Reverse()] };
        }

        var from = request.Query("from");
        DateTimeOffset? since = null;
        if (from.Length > 0)
        {
            if (!DateTimeOffset.TryParse(
                from, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var parsed))
            {
                return new TraceModel { Tid = tid, From = from, Limit = $"'{from}' is no time: write it as 2026-11-29T18:00, in UTC." };
            }

            since = parsed;
        }

        var (entries, limit) = await CollectAsync(
            request.Operator, new JournalQuery { Tid = tid, From = since }, keepLast: null, Patience, request.Aborted);
        return new TraceModel
        {
            Tid = tid,
            From = from,
            Entries = entries,
            Tree = entries.Count == 0 ? null : TraceTree.Of(entries),
            Limit = limit,
        };
    }

    private static async Task<(IReadOnlyList<JournalEntry> Entries, string? Limit)> CollectAsync(
        IOperator broker, JournalQuery query, int? keepLast, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(patience);
        var entries = new Queue<JournalEntry>();
        try
        {
            await foreach (var entry in broker.ReadJournalAsync(query, limited.Token))
            {
                entries.Enqueue(entry);
                if (keepLast is { } most && entries.Count > most)
                {
                    _ = entries.Dequeue();
                }
                else if (keepLast is null && entries.Count == MostEntries)
                {
                    return ([.. entries], $"These are its first {MostEntries} entries; there may be more.");
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ([.. entries],
                $"The journal was read for {patience.TotalSeconds:0} seconds and not to its end. Say from when it is to be read.");
        }

        return ([.. entries], null);
    }
}
