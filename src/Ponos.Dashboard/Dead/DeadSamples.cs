using Ponos.Control;

namespace Ponos.Dashboard.Dead;

/// <summary>
/// The dead and invalid jobs that were read last, for all visitors together. To read takes the jobs out of their queue and
/// puts them back, so it is not done for each page.
/// </summary>
internal sealed class DeadSamples(IOperator broker, DashboardOptions options, TimeProvider time)
{
    /// <summary>So much of each body is kept and searched, in bytes.</summary>
    public const int BodyBytes = 4096;

    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Usable = TimeSpan.FromMinutes(1);

    /// <summary>With 10 000 jobs of a few kilobytes each is some tens of megabytes.</summary>
    private const int Kept = 4;

    private readonly Lock _gate = new();
    private readonly Dictionary<DeadAddress, Entry> _entries = [];

    /// <summary>What was read within the last seconds; or within the last minute, where the queue holds as many as then.</summary>
    public async Task<ReadSample> ReadAsync(DeadAddress address, CancellationToken cancellationToken)
    {
        Entry? known;
        lock (_gate)
        {
            known = _entries.GetValueOrDefault(address);
        }

        if (known is { Reading.IsCompletedSuccessfully: true }
            && await known.Reading is var read
            && await IsStillSoAsync(read, address, cancellationToken))
        {
            return read;
        }

        Entry entry;
        lock (_gate)
        {
            // Whoever came first reads for the others too, and goes on when one of them leaves.
            if (!_entries.TryGetValue(address, out entry!) || ReferenceEquals(entry, known) && entry.Reading.IsCompleted)
            {
                entry = new Entry(Task.Run(() => ReadNowAsync(address), CancellationToken.None));
                _entries[address] = entry;
                DropOldest(address);
            }
        }

        return await entry.Reading.WaitAsync(cancellationToken);
    }

    /// <summary>Something was done to the queue: what was read is no longer so.</summary>
    public void Forget(DeadAddress address)
    {
        lock (_gate)
        {
            _ = _entries.Remove(address);
        }
    }

    private async Task<bool> IsStillSoAsync(ReadSample read, DeadAddress address, CancellationToken cancellationToken)
    {
        var age = time.GetUtcNow() - read.At;
        if (age <= Fresh)
        {
            return true;
        }

        return age <= Usable && read.Queue is { } queue && (await broker.LookAsync(queue, cancellationToken))?.Ready == read.Sample.Total
            && address == read.Address;
    }

    private async Task<ReadSample> ReadNowAsync(DeadAddress address)
    {
        var sample = await broker.DeadLettersOf(address.Service)
            .SampleAsync(address.JobName, address.Kind, options.SampleSize, BodyBytes, CancellationToken.None);
        return new ReadSample(
            address,
            sample,
            time.GetUtcNow(),
            $"{address.Service}.{address.JobName}.{(address.Kind == DeadLetterKind.Dead ? "dead" : "invalid")}");
    }

    private void DropOldest(DeadAddress newest)
    {
        while (_entries.Count > Kept)
        {
            _ = _entries.Remove(_entries.First(entry => entry.Key != newest).Key);
        }
    }

    private sealed record Entry(Task<ReadSample> Reading);
}

/// <summary>A part of a queue, and when it was read.</summary>
internal sealed record ReadSample(DeadAddress Address, DeadLetterSample Sample, DateTimeOffset At, string? Queue);
