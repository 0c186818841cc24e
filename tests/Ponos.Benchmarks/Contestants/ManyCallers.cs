using Ponos.Benchmarks.Jobs;

namespace Ponos.Benchmarks.Contestants;

/// <summary>Publishes as the requests of an application do: many at once, each awaiting its own before its next.</summary>
internal sealed class ManyCallers(IJobSender sender, int callers)
{
    /// <summary>Sends, and completes when all are confirmed.</summary>
    public async Task SendAsync(ImageJob job, int count)
    {
        var left = count;
        var loops = new Task[callers];
        for (var i = 0; i < callers; i++)
        {
            loops[i] = Task.Run(LoopAsync);
        }

        await Task.WhenAll(loops);
        await sender.FlushAsync();

        async Task LoopAsync()
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                await sender.SendAsync(job);
            }
        }
    }
}
