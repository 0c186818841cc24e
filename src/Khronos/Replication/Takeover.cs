using Ponos.Transport.RabbitMq;

namespace Khronos.Replication;

/// <summary>From being handed the token to leading.</summary>
internal sealed class Takeover(
    LiveConnection live,
    LeaseQueue queue,
    ReplicationSettings settings,
    LogFormat format,
    TimeProvider time,
    TimeProvider ticks,
    KnownEpoch known,
    string holder)
{
    /// <summary>
    /// Reads what was decided, says that a new leader begins, and puts a token of its own in place of the one that it was
    /// handed. Where the stream takes its time with that, the term begins provisionally, if enough is known.
    /// </summary>
    /// <param name="reading">
    /// The stream as this replica has read it while it stood by; the term's from now on, or closed. It may
    /// still wait for a node to have it.
    /// </param>
    /// <param name="before">The stream as it was read over an earlier connection; none before the first.</param>
    /// <param name="reached">How far this replica came in its last term; none before the first.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidOperationException">A newer Khronos wrote what this one cannot read.</exception>
    public async Task<ReplicaTerm> RunAsync(
        Task<ScheduleStream> reading, ScheduleStream? before, DateTimeOffset? reached, CancellationToken cancellationToken)
    {
        // What is handed out first need not be the best that is there.
        await queue.GatherAsync(holder).WaitAsync(settings.TokenDeadline, time, cancellationToken);
        var handed = queue.Held!;
        // Not cancelled from outside: it may outlast this takeover, and ends with the queue's channel.
        var leading = LeadAsync(reading, handed, live.LostToken);
        try
        {
            while (await Task.WhenAny(leading, Task.Delay(settings.StreamPatience, time, cancellationToken)) != leading)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (AssumedFor(handed, reading.IsCompletedSuccessfully ? await reading : null, before) is { } assumed)
                {
                    return await AssumeAsync(assumed, handed, leading, reached, cancellationToken);
                }
            }

            return await BeginAsync(await leading, reached, cancellationToken);
        }
        catch
        {
            _ = CloseAsync(leading);
            throw;
        }
    }

    /// <summary>Begins a term whose beginning the stream has.</summary>
    /// <param name="lead">The term's from now on, or closed.</param>
    /// <param name="reached">How far this replica came in its last term; none before the first.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidOperationException">A newer Khronos wrote what this one cannot read.</exception>
    public async Task<ReplicaTerm> BeginAsync(Lead lead, DateTimeOffset? reached, CancellationToken cancellationToken)
    {
        var (stream, epoch) = lead;
        try
        {
            if (stream.Look(log => log.Unreadable) is { } needed)
            {
                throw new InvalidOperationException(
                    $"The schedules need format {needed}, and this Khronos knows formats up to {format.Version}: "
                    + "it leaves the lead to the newer ones. Run the newer Khronos here as well.");
            }

            // The stream is read to its end now, and tells which leaders there were.
            await queue.JudgeAsync(epoch).WaitAsync(settings.TokenDeadline, time, cancellationToken);
            var token = stream.Look(log => TokenOf(epoch, log, queue.Held!, reached));
            var since = time.GetTimestamp();
            await queue.ReplaceAsync(token).WaitAsync(settings.TokenDeadline, time, cancellationToken);
            return ReplicaTerm.Of(lead, settings, format, time, queue, token, since);
        }
        catch
        {
            await stream.CloseAsync();
            throw;
        }
    }

    private LeaseToken TokenOf(long epoch, ScheduleLog log, LeaseToken handed, DateTimeOffset? reached) => new()
    {
        Id = Guid.NewGuid().ToString("N"),
        Epoch = epoch,
        Watermark = new[] { WatermarkOf(handed, epoch), log.Watermark, reached }.Max(),
        // It replaces the one of a provisional term of the same epoch.
        Sequence = handed.Epoch == epoch ? handed.Sequence + 1 : 0,
        Snapshot = log.Snapshot,
        Through = log.Through,
        Holder = holder,
    };

    /// <summary>
    /// What a term can begin with while the stream does not answer: the log as it was read, where that is all that the leader of
    /// before had read itself when it wrote the token, and nobody can have led in between.
    /// </summary>
    private ScheduleLog? AssumedFor(LeaseToken handed, params ReadOnlySpan<ScheduleStream?> readings)
    {
        if (queue.IsInDoubt || handed.IsQuestion || WatermarkOf(handed, handed.Epoch + 1) is null)
        {
            return null;
        }

        foreach (var reading in readings)
        {
            if (reading?.Look(log => log.IsAsFarAs(handed) ? log.Copy() : null) is { } assumed)
            {
                return assumed;
            }
        }

        return null;
    }

    private async Task<ReplicaTerm> AssumeAsync(
        ScheduleLog assumed, LeaseToken handed, Task<Lead> leading, DateTimeOffset? reached, CancellationToken cancellationToken)
    {
        var token = TokenOf(assumed.Epoch + 1, assumed, handed, reached);
        var since = time.GetTimestamp();
        await queue.ReplaceAsync(token).WaitAsync(settings.TokenDeadline, time, cancellationToken);
        var term = ReplicaTerm.Assuming(assumed, settings, format, time, queue, token, since);
        _ = SettleAsync(term, leading);
        return term;
    }

    /// <summary>Has a provisional term go on, or end for a better one, when the stream has its beginning.</summary>
    private async Task SettleAsync(ReplicaTerm term, Task<Lead> leading)
    {
        try
        {
            var lead = await leading;
            await queue.JudgeAsync(lead.Epoch).WaitAsync(settings.TokenDeadline, time, CancellationToken.None);
            if (term.TrySettle(lead))
            {
                return;
            }
        }
        catch (Exception exception)
        {
            term.End(ConnectFailure.Describe(exception));
        }

        await CloseAsync(leading);
    }

    private static async Task CloseAsync(Task<Lead> leading)
    {
        try
        {
            await (await leading).Stream.CloseAsync();
        }
        catch (Exception)
        {
            // Nothing was read, or it is closed with its connection.
        }
    }

    /// <summary>A token's word counts where a leader can have written it. Without it, the last checkpoint's does.</summary>
    private DateTimeOffset? WatermarkOf(LeaseToken handed, long epoch) =>
        handed.Epoch < epoch && handed.Watermark is { } watermark && Plausible.IsWatermark(watermark, ticks.GetUtcNow()) ? watermark : null;

    private async Task<Lead> LeadAsync(Task<ScheduleStream> reading, LeaseToken handed, CancellationToken cancellationToken)
    {
        var ahead = await reading;
        if (IsAsFar(ahead, handed) && await TryLeadAsync(ahead, handed.Epoch, cancellationToken) is { } epoch)
        {
            return new Lead(ahead, epoch);
        }

        await ahead.CloseAsync();
        // Last from the beginning: its offsets may have begun anew, where somebody deleted it.
        foreach (var from in handed.Snapshot is { } snapshot ? [snapshot, null] : new long?[] { null })
        {
            var stream = await ScheduleStream.ReadAsync(
                live, settings, queue.Messages, new ScheduleLog(format, ticks, known), from, time, cancellationToken);
            if (await TryLeadAsync(stream, handed.Epoch, cancellationToken) is { } begun)
            {
                return new Lead(stream, begun);
            }
        }

        throw new IOException($"The stream {settings.Stream} does not answer.");
    }

    /// <summary>
    /// Whether what was read ahead reaches to where the token says that reading should begin. A record from before that
    /// point which cannot be read counts for nothing; then it is read again from there.
    /// </summary>
    private static bool IsAsFar(ScheduleStream ahead, LeaseToken handed) =>
        !ahead.Ended.IsCompleted
        && ahead.Look(log => log.Unreadable is null && (handed.Snapshot is not { } snapshot || log.Snapshot >= snapshot));

    /// <summary>Writes that a new leader begins until that counts.</summary>
    /// <returns>The epoch; <see langword="null"/> when nothing is to be read, and the reading is closed.</returns>
    private async Task<long?> TryLeadAsync(ScheduleStream stream, long before, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                // The token may be older than what the stream tells of, or of an epoch that no leader had.
                var latest = stream.Look(log => log.Epoch);
                var epoch = Math.Max(Plausible.IsTokensEpoch(before, latest) ? before : 0, latest) + 1;
                if (await AnnounceAsync(stream, epoch, cancellationToken) is not { } counts)
                {
                    await stream.CloseAsync();
                    return null;
                }

                if (counts)
                {
                    return epoch;
                }
            }
        }
        catch
        {
            await stream.CloseAsync();
            throw;
        }
    }

    /// <summary>Writes that a new leader begins.</summary>
    /// <returns>Whether that counts; <see langword="null"/> when nothing is to be read.</returns>
    private async Task<bool?> AnnounceAsync(ScheduleStream stream, long epoch, CancellationToken cancellationToken)
    {
        var announced = stream.AppendAsync(LogRecord.New(format, epoch, LogKind.Lead) with { Holder = holder });
        var since = time.GetTimestamp();
        while (!announced.IsCompleted)
        {
            _ = await Task.WhenAny(announced, Task.Delay(settings.ReadDeadline / 4, time, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
            // One that was read ahead was silent before as well: there was nothing to tell.
            if (!announced.IsCompleted && stream.Silence > settings.ReadDeadline && time.GetElapsedTime(since) > settings.ReadDeadline)
            {
                return null;
            }
        }

        return await announced;
    }
}
