using System.Text;
using System.Text.Json;
using Ponos.Control;

namespace Ponos.Dashboard.Tests.Support;

/// <summary>A queue of dead or invalid jobs.</summary>
internal sealed class RecordedDeadLetters
{
    public List<DeadLetter> Letters { get; } = [];

    public int Samples { get; set; }

    /// <summary>Held while a replay is to go on.</summary>
    public TaskCompletionSource? Hold { get; set; }

    public ReplayPace? Pace { get; set; }
}

/// <summary>The dead and invalid jobs of a service, in memory.</summary>
internal sealed class RecordedDeadLettersOf(RecordedOperator broker, string service, string by) : IOperatedDeadLetters
{
    public Task<IReadOnlyList<DeadLetter>> ListAsync(
        string jobName,
        DeadLetterKind kind = DeadLetterKind.Dead,
        int skip = 0,
        int take = 100,
        CancellationToken cancellationToken = default) =>
        Task.FromResult<IReadOnlyList<DeadLetter>>([.. Queue(jobName, kind).Letters.Skip(skip).Take(take)]);

    public Task<IReadOnlyList<DeadLetterGroup>> GroupAsync(
        string jobName, DeadLetterKind kind = DeadLetterKind.Dead, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public Task<DeadLetter?> PeekAsync(
        string jobName, string messageId, DeadLetterKind kind = DeadLetterKind.Dead, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(messageId);
        return Task.FromResult(Queue(jobName, kind).Letters.Find(letter => letter.MessageId == messageId));
    }

    public Task<DeadLetterSample> SampleAsync(
        string jobName,
        DeadLetterKind kind = DeadLetterKind.Dead,
        int most = 10_000,
        int maxBodyBytes = 4096,
        CancellationToken cancellationToken = default)
    {
        var queue = Queue(jobName, kind);
        queue.Samples++;
        return Task.FromResult(new DeadLetterSample(
            [.. queue.Letters.Take(most)
                .Select(letter => letter with { Body = letter.Body[..Math.Min(letter.Body.Length, maxBodyBytes)] })],
            queue.Letters.Count));
    }

    public async Task<int> ReplayAsync(
        string jobName,
        Func<DeadLetter, bool>? match = null,
        DeadLetterKind kind = DeadLetterKind.Dead,
        CancellationToken cancellationToken = default) =>
        (await ReplayAsync(jobName, match, new ReplayPace(), kind, cancellationToken)).Sent;

    public async Task<ReplayResult> ReplayAsync(
        string jobName,
        Func<DeadLetter, bool>? match,
        ReplayPace pace,
        DeadLetterKind kind = DeadLetterKind.Dead,
        CancellationToken cancellationToken = default)
    {
        var queue = Queue(jobName, kind);
        queue.Pace = pace;
        var sent = Take(queue, match);
        broker.Done.Add($"{by}: replay {string.Join(",", sent)}");
        if (queue.Hold is { } hold)
        {
            await hold.Task.WaitAsync(cancellationToken);
        }

        return new ReplayResult(sent.Count, null);
    }

    public Task<int> DropAsync(
        string jobName,
        Func<DeadLetter, bool> match,
        DeadLetterKind kind = DeadLetterKind.Dead,
        CancellationToken cancellationToken = default)
    {
        var dropped = Take(Queue(jobName, kind), match);
        broker.Done.Add($"{by}: drop {string.Join(",", dropped)}");
        return Task.FromResult(dropped.Count);
    }

    public Task<string?> ReplaceAsync(
        string jobName,
        string messageId,
        ReadOnlyMemory<byte> body,
        DeadLetterKind kind = DeadLetterKind.Dead,
        CancellationToken cancellationToken = default)
    {
        using var document = JsonDocument.Parse(body);
        var replaced = Take(Queue(jobName, kind), letter => letter.MessageId == messageId);
        if (replaced.Count == 0)
        {
            return Task.FromResult<string?>(null);
        }

        broker.Done.Add($"{by}: replace {messageId} by {Encoding.UTF8.GetString(body.Span)}");
        return Task.FromResult<string?>("replacement-1");
    }

    private static List<string> Take(RecordedDeadLetters queue, Func<DeadLetter, bool>? match)
    {
        var taken = queue.Letters.Where(letter => match?.Invoke(letter) ?? true).ToList();
        queue.Letters.RemoveAll(taken.Contains);
        return [.. taken.Select(letter => letter.MessageId)];
    }

    private RecordedDeadLetters Queue(string jobName, DeadLetterKind kind) =>
        broker.Dead.TryGetValue((service, jobName, kind), out var queue) ? queue : new RecordedDeadLetters();
}
