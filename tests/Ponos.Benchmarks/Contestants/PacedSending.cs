using System.Diagnostics;
using Ponos.Benchmarks.Jobs;

namespace Ponos.Benchmarks.Contestants;

/// <summary>Sends at a steady rate without waiting for confirms, so that a slow job does not hide those behind it.</summary>
internal static class PacedSending
{
    public static async Task SendAsync(IJobSender sender, int count, int rate)
    {
        var sending = new Task[count];
        var started = Stopwatch.GetTimestamp();
        // Ticks are a millisecond or two late now and then; what is due is sent then, so the rate holds.
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        for (var sent = 0; sent < count;)
        {
            await timer.WaitForNextTickAsync();
            for (var due = Math.Min(count, Stopwatch.GetElapsedTime(started).TotalSeconds * rate); sent < due; sent++)
            {
                sending[sent] = sender.SendAsync(ImageJob.Sample with { SentAt = Stopwatch.GetTimestamp() });
            }
        }

        await Task.WhenAll(sending);
        await sender.FlushAsync();
    }

    public static double Micros(long ticks) => (double)ticks / Stopwatch.Frequency * 1_000_000;
}
