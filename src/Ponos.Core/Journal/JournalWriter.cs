using System.Buffers;
using System.Threading.Channels;
using Ponos.Delivery;
using Ponos.Diagnostics;
using Ponos.Transport;

namespace Ponos.Journal;

/// <summary>
/// Enters what became of jobs, in batches, and never in a job's way: while the broker is slow or away, entries are left out
/// and counted.
/// </summary>
internal sealed class JournalWriter(
    ProcessIdentity identity, JournalSettings settings, ITransport transport, TimeProvider time, QuietLog log) : IJobRecorder
{
    private const int MostWaiting = 8192;
    private const int MostInABatch = 512;

    private static readonly TimeSpan GatherTime = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LastWait = TimeSpan.FromSeconds(2);

    private readonly Channel<JournalEntry> _waiting =
        Channel.CreateBounded<JournalEntry>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });

    private readonly ArrayBufferWriter<byte> _text = new();
    private Task _running = Task.CompletedTask;
    private long _dropped;

    /// <summary>How many entries were left out.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    public void Record(in JobEnd end)
    {
        if ((settings.Level == JournalLevel.All || end.Verdict.Outcome is not (JobOutcome.Succeeded or JobOutcome.Duplicate))
            && !_waiting.Writer.TryWrite(JournalEntries.Of(end, identity)))
        {
            Interlocked.Increment(ref _dropped);
        }
    }

    public void Start(CancellationToken aborted) => _running = Task.Run(() => RunAsync(aborted), CancellationToken.None);

    /// <summary>Sends what is left, if that goes quickly.</summary>
    public async Task CloseAsync()
    {
        _waiting.Writer.TryComplete();
        await _running.WaitAsync(LastWait, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task RunAsync(CancellationToken aborted)
    {
        var batch = new List<JournalEntry>(MostInABatch);
        var (declared, failures) = (false, 0);
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(aborted))
            {
                if (_waiting.Reader.Count < MostInABatch && !_waiting.Reader.Completion.IsCompleted)
                {
                    await Task.Delay(GatherTime, time, aborted);
                }

                while (batch.Count < MostInABatch && _waiting.Reader.TryRead(out var entry))
                {
                    batch.Add(entry);
                }

                try
                {
                    if (!declared)
                    {
                        await transport.DeclareAsync(JournalTopology.Shape(settings.MaxAge, settings.MaxMegabytes), aborted);
                        declared = true;
                    }

                    await SendAsync(batch, aborted);
                    failures = 0;
                }
                catch (Exception exception) when (!aborted.IsCancellationRequested)
                {
                    Interlocked.Add(ref _dropped, batch.Count);
                    if (failures++ == 0)
                    {
                        log.JournalUnavailable(identity.Service, ForeignText.MessageOf(exception));
                    }

                    var pause = TimeSpan.FromSeconds(1 << Math.Min(failures, 6));
                    await Task.Delay(pause < LongestPause ? pause : LongestPause, time, aborted);
                }

                batch.Clear();
            }
        }
        catch (OperationCanceledException)
        {
            // The process ends; so does what was not entered.
        }
    }

    private async Task SendAsync(List<JournalEntry> entries, CancellationToken aborted)
    {
        using var late = new CancellationTokenSource(SendTimeout, time);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(late.Token, aborted);
        await transport.SendAsync(JournalWire.Write(entries, _text, time.GetUtcNow()), deadline.Token);
    }
}
