using Ponos.Delivery;
using Ponos.Delivery.Copies;
using Ponos.Topology;
using Ponos.Transport;

namespace Ponos.Control;

/// <summary>A service's dead and invalid jobs, in an operator's hands: what changes something is told.</summary>
internal sealed class OperatedDeadLetters(string service, string by, OperatorLine line) : IOperatedDeadLetters
{
    private const int MostSampled = 100_000;

    private readonly DeadLetters _letters = new(
        jobName => QueueNames.Jobs(service, Required(jobName)), line.Transport, line.Time, line.Timeout);

    public Task<IReadOnlyList<DeadLetter>> ListAsync(
        string jobName,
        DeadLetterKind kind = DeadLetterKind.Dead,
        int skip = 0,
        int take = 100,
        CancellationToken cancellationToken = default) =>
        _letters.ListAsync(jobName, kind, skip, take, cancellationToken);

    public Task<IReadOnlyList<DeadLetterGroup>> GroupAsync(
        string jobName, DeadLetterKind kind = DeadLetterKind.Dead, CancellationToken cancellationToken = default) =>
        _letters.GroupAsync(jobName, kind, cancellationToken);

    public Task<DeadLetter?> PeekAsync(
        string jobName, string messageId, DeadLetterKind kind = DeadLetterKind.Dead, CancellationToken cancellationToken = default) =>
        _letters.PeekAsync(jobName, messageId, kind, cancellationToken);

    public async Task<DeadLetterSample> SampleAsync(
        string jobName,
        DeadLetterKind kind = DeadLetterKind.Dead,
        int most = 10_000,
        int maxBodyBytes = 4096,
        CancellationToken cancellationToken = default)
    {
        await CallerContext.Leave();
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(most, MostSampled);
        ArgumentOutOfRangeException.ThrowIfNegative(maxBodyBytes);
        await using var look = await _letters.OpenAsync(jobName, kind, cancellationToken);
        var letters = new List<DeadLetter>();
        await foreach (var (_, letter) in look.ReadAsync(most, maxBodyBytes, cancellationToken))
        {
            letters.Add(letter);
        }

        return new DeadLetterSample(letters, look.Count);
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
        await CallerContext.Leave();
        ArgumentNullException.ThrowIfNull(pace);
        if (pace.PerSecond is { } rate && !(rate > 0))
        {
            throw new ArgumentOutOfRangeException(nameof(pace), rate, "A rate is above 0; leave it out for as fast as possible.");
        }

        var replay = new PacedReplay(_letters, line, pace);
        ReplayResult result;
        try
        {
            result = await replay.RunAsync(jobName, match, kind, cancellationToken);
        }
        catch (Exception exception) when (replay.Sent > 0)
        {
            await TellAsync("replay", jobName, "", replay.Sent, $"Ended by {exception.GetType().Name}.");
            throw;
        }

        await TellAsync("replay", jobName, "", result.Sent, result.StoppedEarly ?? "Sent back.");
        return result;
    }

    public async Task<string?> ReplaceAsync(
        string jobName,
        string messageId,
        ReadOnlyMemory<byte> body,
        DeadLetterKind kind = DeadLetterKind.Dead,
        CancellationToken cancellationToken = default)
    {
        await CallerContext.Leave();
        ArgumentException.ThrowIfNullOrEmpty(messageId);
        _ = OperatorBody.Stamp(body, tid: null);
        await using var look = await _letters.OpenAsync(jobName, kind, cancellationToken);
        await foreach (var (delivery, letter) in look.ReadAsync(int.MaxValue, int.MaxValue, cancellationToken))
        {
            if (letter.MessageId != messageId)
            {
                continue;
            }

            var now = line.Time.GetUtcNow();
            var id = UniqueId.Ordered(now).ToString();
            var copy = JobCopy.ForReplay(delivery, letter.Name, letter.Queue, now) with
            {
                Body = OperatorBody.Stamp(body, letter.Tid),
                MessageId = id,
            };
            copy.Headers![JobHeaders.Replaces] = messageId;
            await line.SendAsync(copy, cancellationToken);
            delivery.Ack(immediate: true);
            await TellAsync("replace", jobName, messageId, 1, $"Sent back with another body, as {id}.");
            return id;
        }

        return null;
    }

    public async Task<int> DropAsync(
        string jobName,
        Func<DeadLetter, bool> match,
        DeadLetterKind kind = DeadLetterKind.Dead,
        CancellationToken cancellationToken = default)
    {
        await CallerContext.Leave();
        ArgumentNullException.ThrowIfNull(match);
        var matched = 0;
        int dropped;
        try
        {
            dropped = await _letters.DropAsync(jobName, IsChosen, kind, cancellationToken);
        }
        catch (Exception exception) when (matched > 0)
        {
            await TellAsync("drop", jobName, "", matched, $"Ended by {exception.GetType().Name}; the last may still be there.");
            throw;
        }

        await TellAsync("drop", jobName, "", dropped, "Dropped for good.");
        return dropped;

        bool IsChosen(DeadLetter letter)
        {
            var isChosen = match(letter);
            matched += isChosen ? 1 : 0;
            return isChosen;
        }
    }

    private Task TellAsync(string operation, string jobName, string target, int count, string outcome) =>
        count == 0
            ? Task.CompletedTask
            : line.TellAsync(new OperationPerformed(line.Time.GetUtcNow(), by, operation, service, jobName, target, count, outcome));

    private static string Required(string jobName)
    {
        ArgumentException.ThrowIfNullOrEmpty(jobName);
        return JobName.IsNameOrPattern(jobName)
            ? jobName
            : throw new ArgumentException($"'{jobName}' is no job name: write {JobName.Rule}.", nameof(jobName));
    }
}
