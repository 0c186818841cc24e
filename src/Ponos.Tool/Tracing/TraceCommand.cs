using System.ComponentModel;
using Ponos.Commands;
using Ponos.Journal;
using Spectre.Console;
using Spectre.Console.Cli;

namespace Ponos.Tool.Tracing;

/// <summary>What <c>trace</c> takes.</summary>
internal sealed class TraceSettings : ReadSettings
{
    [CommandArgument(0, "<TID>")]
    [Description("The transaction id.")]
    public required string Tid { get; init; }

    [CommandOption("--from <INSTANT>")]
    [Description("From when the journal is read. Default: the time that the tid carries, else the whole journal.")]
    public string? From { get; init; }

    [CommandOption("--to <INSTANT>")]
    [Description("Up to when it is read. Default: now.")]
    public string? To { get; init; }
}

/// <summary><c>trace</c>: every job of a transaction, each under the one whose handler published it.</summary>
internal sealed class TraceCommand : OperatorCommand<TraceSettings>
{
    protected override async Task<Answer> AnswerAsync(Session session, TraceSettings settings, CancellationToken cancellationToken)
    {
        var query = new JournalQuery
        {
            Tid = settings.Tid,
            From = Wording.Instant(settings.From, "--from"),
            To = Wording.Instant(settings.To, "--to"),
        };
        var entries = new List<JournalEntry>();
        await foreach (var entry in session.Operator.ReadJournalAsync(query, cancellationToken))
        {
            entries.Add(entry);
        }

        return new Answer(
            Terminal.ToArray(entries),
            console => Show(console, settings.Tid, entries),
            entries.Count == 0 ? ExitCode.Failed : ExitCode.Fine);
    }

    private static void Show(IAnsiConsole console, string tid, List<JournalEntry> entries)
    {
        if (entries.Count == 0)
        {
            Grid.Line(
                console,
                $"The journal has nothing of {tid}. It is kept where Ponos:Journal is All, "
                    + "or Failures for those that did not succeed; --from says from when to read.");
            return;
        }

        var tree = new Tree(new Text(ForeignText.Clean(tid)));
        var ids = entries.Select(entry => entry.Id).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var shown = new HashSet<string>(StringComparer.Ordinal);
        Add(tree, entries.Where(entry => entry.Cause is null || !ids.Contains(entry.Cause)), entries, shown);
        // What causes itself, round a corner, hangs on nothing: it is shown all the same.
        Add(tree, entries.Where(entry => entry.Id is { } id && !shown.Contains(id)), entries, shown);
        console.Write(tree);
    }

    private static void Add(IHasTreeNodes parent, IEnumerable<JournalEntry> level, List<JournalEntry> all, HashSet<string> shown)
    {
        foreach (var entry in level.OrderBy(entry => entry.At))
        {
            if (entry.Id is { } known && shown.Contains(Key(entry, known)))
            {
                continue;
            }

            var node = parent.AddNode(new Text(ForeignText.Clean(Line(entry))));
            if (entry.Id is not { } id)
            {
                continue;
            }

            shown.Add(Key(entry, id));
            if (shown.Add(id))
            {
                Add(node, all.Where(next => next.Cause == id), all, shown);
            }
        }
    }

    /// <summary>A job is entered each time that it was handled, and by each service that listens.</summary>
    private static string Key(JournalEntry entry, string id) => $"{id} {entry.Service} {entry.Handler} {entry.Attempt} {entry.At.Ticks}";

    private static string Line(JournalEntry entry) =>
        $"{entry.Job} {entry.Outcome.ToString().ToLowerInvariant()} in {entry.Service} "
        + $"({entry.Handler}), {Wording.Time(entry.At)}, ran {Wording.Seconds(entry.Run)}"
        + (entry.Wait is { } wait ? $" after {Wording.Seconds(wait)}" : "")
        + (entry.Attempt > 1 ? $", attempt {Wording.Number(entry.Attempt)}" : "")
        + (entry.Error is { } error ? $": {error}" : "")
        + (entry.Id is { } id ? $" [{id}]" : "");
}
