using Ponos.Delivery.Copies;
using Ponos.Topology;
using Ponos.Transport;

namespace Ponos.Delivery;

/// <summary>Looks through a service's dead and invalid queues, and sends jobs back where they came from.</summary>
/// <param name="originOf">The queue of the handler for a job's name, or a pattern.</param>
/// <param name="transport">The broker.</param>
/// <param name="time">The clock.</param>
/// <param name="sendTimeout">How long the broker may take to confirm a copy.</param>
internal sealed class DeadLetters(Func<string, string> originOf, ITransport transport, TimeProvider time, TimeSpan sendTimeout)
    : IDeadLetters
{
    public async Task<IReadOnlyList<DeadLetter>> ListAsync(
        string jobName,
        DeadLetterKind kind = DeadLetterKind.Dead,
        int skip = 0,
        int take = 100,
        CancellationToken cancellationToken = default)
    {
        await CallerContext.Leave();
        ArgumentOutOfRangeException.ThrowIfNegative(skip);
        ArgumentOutOfRangeException.ThrowIfLessThan(take, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(take, 1000);
        var page = new List<DeadLetter>();
        await foreach (var (_, letter) in ReadAsync(jobName, kind, skip + take, cancellationToken))
        {
            page.Add(letter);
        }

        return [.. page.Skip(skip)];
    }

    public async Task<IReadOnlyList<DeadLetterGroup>> GroupAsync(
        string jobName, DeadLetterKind kind = DeadLetterKind.Dead, CancellationToken cancellationToken = default)
    {
        await CallerContext.Leave();
        var groups = new Dictionary<(string, string?), DeadLetterGroup>();
        await foreach (var (_, letter) in ReadAsync(jobName, kind, int.MaxValue, cancellationToken))
        {
            var key = (letter.Reason, letter.ErrorType);
            var group = groups.GetValueOrDefault(key) ?? new DeadLetterGroup(letter.Reason, letter.ErrorType, 0, null);
            groups[key] = group with
            {
                Count = group.Count + 1,
                Latest = letter.DiedAt > group.Latest || group.Latest is null ? letter.DiedAt : group.Latest,
            };
        }

        return [.. groups.Values.OrderByDescending(group => group.Count)];
    }

    public async Task<DeadLetter?> PeekAsync(
        string jobName, string messageId, DeadLetterKind kind = DeadLetterKind.Dead, CancellationToken cancellationToken = default)
    {
        await CallerContext.Leave();
        ArgumentException.ThrowIfNullOrEmpty(messageId);
        await foreach (var (_, letter) in ReadAsync(jobName, kind, int.MaxValue, cancellationToken))
        {
            if (letter.MessageId == messageId)
            {
                return letter;
            }
        }

        return null;
    }

    public async Task<int> ReplayAsync(
        string jobName,
        Func<DeadLetter, bool>? match = null,
        DeadLetterKind kind = DeadLetterKind.Dead,
        CancellationToken cancellationToken = default)
    {
        await CallerContext.Leave();
        var count = 0;
        await foreach (var (delivery, letter) in ReadAsync(jobName, kind, int.MaxValue, cancellationToken))
        {
            if (match is null || match(letter))
            {
                await SendBackAsync(delivery, letter, cancellationToken);
                delivery.Ack(immediate: true);
                count++;
            }
        }

        return count;
    }

    public async Task<int> DropAsync(
        string jobName,
        Func<DeadLetter, bool> match,
        DeadLetterKind kind = DeadLetterKind.Dead,
        CancellationToken cancellationToken = default)
    {
        await CallerContext.Leave();
        ArgumentNullException.ThrowIfNull(match);
        var count = 0;
        await foreach (var (delivery, letter) in ReadAsync(jobName, kind, int.MaxValue, cancellationToken))
        {
            if (match(letter))
            {
                delivery.Ack(immediate: true);
                count++;
            }
        }

        return count;
    }

    /// <summary>Opens the dead or invalid jobs of a handler to look through them.</summary>
    public async Task<DeadLetterLook> OpenAsync(string jobName, DeadLetterKind kind, CancellationToken cancellationToken)
    {
        var origin = originOf(jobName);
        var queue = kind == DeadLetterKind.Dead ? QueueNames.Dead(origin) : QueueNames.Invalid(origin);
        return new DeadLetterLook(await transport.ReadAsync(queue, cancellationToken), origin, kind);
    }

    private async IAsyncEnumerable<(Transport.Delivery Delivery, DeadLetter Letter)> ReadAsync(
        string jobName,
        DeadLetterKind kind,
        int most,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var look = await OpenAsync(jobName, kind, cancellationToken);
        await foreach (var read in look.ReadAsync(most, int.MaxValue, cancellationToken))
        {
            yield return read;
        }
    }

    /// <summary>Sends one back to the queue that it came from.</summary>
    public async Task SendBackAsync(Transport.Delivery delivery, DeadLetter letter, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(sendTimeout, time);
        using var caller = cancellationToken.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), deadline);
        var job = JobCopy.ForReplay(delivery, letter.Name, letter.Queue, time.GetUtcNow());
        try
        {
            await transport.SendAsync(job, deadline.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new BrokerUnavailableException(
                letter.Name,
                $"'{letter.Name}' was not confirmed by {transport.Description} within {sendTimeout}; "
                    + "it stays among the dead too. Replay again.",
                mayHaveBeenTaken: true,
                exception);
        }
    }
}
