using Ponos.Benchmarks.Jobs;
using Ponos.Transport.InMemory;

namespace Ponos.Benchmarks.Growth;

/// <summary>What grows in the process, on the embedded broker.</summary>
internal sealed class EmbeddedStudies(GrowthOptions options)
{
    public IReadOnlyList<GrowthStudy> All =>
    [
        new("handlers, embedded broker", [1, 10, 100, 1000], ["client µs/job, live", "start, ms"], HandlersAsync),
        new("waiting delayed jobs, embedded broker", options.Waiting, ["bytes for one that waits", "µs to add one"], DelayedAsync),
        new("backlog, embedded broker", options.Backlog, ["bytes for one in it", "µs to add one"], BacklogAsync),
    ];

    private async Task<GrowthPoint> HandlersAsync(double handlers)
    {
        await using var service = await GrowthService.StartAsync(new GrowthSetup("handlers", (int)handlers));
        await service.RunAsync(ImageJob.Sample, options.Jobs / 4);
        return new GrowthPoint(
            handlers,
            await service.RunAsync(ImageJob.Sample, options.Jobs),
            (await service.RunLiveAsync(ImageJob.Sample, options.Jobs)).ClientMicros,
            service.Start.TotalMilliseconds);
    }

    /// <summary>Jobs that are handled at once, while others wait for their time.</summary>
    private async Task<GrowthPoint> DelayedAsync(double waiting)
    {
        await using var service = await GrowthService.StartAsync(new GrowthSetup("delayed"));
        await service.RunAsync(ImageJob.Sample, options.Jobs / 4);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var adding = await service.AddAsync((int)waiting, new PublishOptions { Delay = TimeSpan.FromDays(1) });
        var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / waiting;
        return new GrowthPoint(waiting, await service.RunAsync(ImageJob.Sample, options.Jobs), each, adding.Micros);
    }

    /// <summary>A queue that is filled while nobody consumes it, and emptied then.</summary>
    private async Task<GrowthPoint> BacklogAsync(double backlog)
    {
        var embedded = new InMemoryBroker(TimeProvider.System);
        var setup = new GrowthSetup("backlog") { Embedded = embedded };
        await using (await GrowthService.StartAsync(setup))
        {
            // Its queue stands from here on.
        }

        await using var publisher = await GrowthService.StartAsync(setup with { OnlyPublishes = true });
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var adding = await publisher.AddAsync((int)backlog);
        var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / backlog;
        await using var service = await GrowthService.StartAsync(setup, expected: (int)backlog);
        return new GrowthPoint(backlog, await service.HandledAsync(), each, adding.Micros);
    }
}
