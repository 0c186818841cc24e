using Ponos.Benchmarks.Jobs;

namespace Ponos.Benchmarks.Contestants;

/// <summary>Sends with as many jobs on their way at a time as the sender allows, and awaits the oldest to make room for the next.</summary>
internal sealed class SendWindow(IJobSender sender)
{
    private readonly Task?[] _sending = new Task?[sender.Window];

    /// <summary>Sends, and completes when all are confirmed.</summary>
    public async Task SendAsync(ImageJob job, int count)
    {
        for (var i = 0; i < count; i++)
        {
            if (_sending[i % _sending.Length] is { } oldest)
            {
                await oldest;
            }

            _sending[i % _sending.Length] = sender.SendAsync(job);
        }

        await Task.WhenAll(_sending.OfType<Task>());
        Array.Clear(_sending);
        await sender.FlushAsync();
    }
}
