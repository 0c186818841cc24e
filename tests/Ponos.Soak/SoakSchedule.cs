using Ponos.Faults.Tests.Support;

namespace Ponos.Soak;

/// <summary>Lets one fault after another happen, in an order that the seed decides, until the time is over.</summary>
internal sealed class SoakSchedule(SoakOptions options, SoakGround ground, SoakLoad load)
{
    public async Task RunAsync()
    {
        var random = new Random(options.Seed);
        SoakFault[] faults = [.. SoakFault.All, .. options.Cluster ? SoakFault.OfCluster : []];
        var began = Clock.Now;
        while (Clock.Now - began < options.Duration)
        {
            var quiet = TimeSpan.FromSeconds(2 + (6 * random.NextDouble()));
            var fault = faults[random.Next(faults.Length)];
            await Task.Delay(quiet);
            await Console.Out.WriteLineAsync($"{Clock.Now - began:mm\\:ss} {fault.Name}; so far {load.Describe()}");
            await fault.HappenAsync(ground, load, random);
            // One at a time: a cluster that is not whole would make the next one two.
            await ground.HealAsync();
        }
    }
}
