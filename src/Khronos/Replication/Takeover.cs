using Ponos.Transport.RabbitMq;

namespace Khronos.Replication;

/// <summary>From being handed the token to leading.</summary>
internal sealed class Takeover(LiveConnection live, LeaseQueue queue, ReplicationSettings settings, LogFormat format, TimeProvider time, string holder)
{
    /// <summary>
    /// Reads what was decided, says that a new leader begins, and puts a token of its own in place of the one that it was
    /// handed.
    /// </summary>
    /// <param name="known">How far this replica came in its last term; none before the first.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidOperationException">A newer Khronos wrote what this one cannot read.</exception>
    public async Task<ReplicaTerm> RunAsync(DateTimeOffset? known, CancellationToken cancellationToken)
    {
        // What is handed out first need not be the best that is there.
        await queue.GatherAsync(holder).WaitAsync(settings.TokenDeadline, time, cancellationToken);
        var handed = queue.Held!;
        var (stream, epoch) = await LeadAsync(handed, cancellationToken);
        try
        {
            if (stream.Look(log => log.Unreadable) is { } needed)
            {
                throw new InvalidOperationException(
                    $"The schedules need format {needed}, and this Khronos knows formats up to {format.Version}: it leaves the lead to the newer ones. Run the newer Khronos here as well.");
            }

            var (watermark, snapshot) = stream.Look(log => (log.Watermark, log.Snapshot));
            var token = new LeaseToken
            {
                Id = Guid.NewGuid().ToString("N"),
                Epoch = epoch,
                Watermark = new[] { handed.Watermark, watermark, known }.Max(),
                Snapshot = snapshot,
                Holder = holder,
            };
            var since = time.GetTimestamp();
            await queue.ReplaceAsync(token).WaitAsync(settings.TokenDeadline, time, cancellationToken);
            return new ReplicaTerm(settings, format, time, queue, stream, token, since);
        }
        catch
        {
            await stream.CloseAsync();
            throw;
        }
    }

    private async Task<(ScheduleStream Stream, long Epoch)> LeadAsync(LeaseToken handed, CancellationToken cancellationToken)
    {
        var from = handed.Snapshot;
        while (true)
        {
            var stream = await ScheduleStream.ReadAsync(live, settings, queue.Messages, new ScheduleLog(format), from, time, cancellationToken);
            try
            {
                if (await AnnounceAsync(stream, handed.Epoch + 1, cancellationToken) is { } epoch)
                {
                    return (stream, epoch);
                }
            }
            catch
            {
                await stream.CloseAsync();
                throw;
            }

            await stream.CloseAsync();
            if (from is null)
            {
                throw new IOException($"The stream {settings.Stream} does not answer.");
            }

            // Its offsets may have begun anew: somebody deleted it.
            from = null;
        }
    }

    /// <summary>Writes that a new leader begins until that counts.</summary>
    /// <returns>The epoch; <see langword="null"/> when nothing is to be read.</returns>
    private async Task<long?> AnnounceAsync(ScheduleStream stream, long epoch, CancellationToken cancellationToken)
    {
        while (true)
        {
            var announced = stream.AppendAsync(LogRecord.New(format, epoch, LogKind.Lead) with { Holder = holder });
            while (!announced.IsCompleted)
            {
                _ = await Task.WhenAny(announced, Task.Delay(settings.ReadDeadline / 4, time, cancellationToken));
                cancellationToken.ThrowIfCancellationRequested();
                if (!announced.IsCompleted && stream.Silence > settings.ReadDeadline)
                {
                    return null;
                }
            }

            if (await announced)
            {
                return epoch;
            }

            // The token is older than what the stream tells of.
            epoch = Math.Max(epoch, stream.Look(log => log.Epoch)) + 1;
        }
    }
}
