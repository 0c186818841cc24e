using Ponos.Benchmarks.Jobs;
using Ponos.Tests.Support;

namespace Ponos.Benchmarks.Growth;

/// <summary>What grows on RabbitMQ.</summary>
internal sealed class RabbitStudies(GrowthOptions options, RabbitBroker broker)
{
    private readonly HashSet<double> _declared = [];
    private double _waiting;

    public IReadOnlyList<GrowthStudy> All =>
    [
        new("bytes in a body, RabbitMQ", [200, 2_000, 20_000, 200_000, 1_000_000], ["MB/s"], BodyAsync, IsFlat: false),
        new("jobs at a time, RabbitMQ", [1, 4, 16, 64, 256], [], ConcurrencyAsync),
        new("waiting delayed jobs, RabbitMQ", options.WaitingOnRabbit, ["µs to add one"], DelayedAsync, Repeats: false),
        // Last, for its queues stay.
        new("handlers and queues, RabbitMQ", [1, 10, 100, 1000], ["client µs/job, live", "start, ms", "first start, ms"], QueuesAsync),
    ];

    private async Task<GrowthPoint> BodyAsync(double bytes)
    {
        await using var service = await GrowthService.StartAsync(Setup("body"));
        var job = ImageJob.OfBytes((int)bytes);
        var jobs = (int)Math.Min(options.Jobs, 200_000_000 / bytes);
        await service.RunAsync(job, Math.Max(50, jobs / 4));
        var cost = await service.RunAsync(job, jobs);
        return new GrowthPoint(bytes, cost, bytes / cost.Micros);
    }

    private async Task<GrowthPoint> ConcurrencyAsync(double concurrency)
    {
        await using var service = await GrowthService.StartAsync(Setup("concurrency") with { Concurrency = (int)concurrency });
        await service.RunAsync(ImageJob.Sample, options.Jobs / 4);
        return new GrowthPoint(concurrency, await service.RunAsync(ImageJob.Sample, options.Jobs));
    }

    private async Task<GrowthPoint> DelayedAsync(double waiting)
    {
        await using var service = await GrowthService.StartAsync(Setup("delayed"));
        await service.RunAsync(ImageJob.Sample, options.Jobs / 4);
        // Those of the sizes before wait on.
        var adding = await service.AddAsync((int)Math.Max(0, waiting - _waiting), new PublishOptions { Delay = TimeSpan.FromDays(1) });
        _waiting = Math.Max(_waiting, waiting);
        return new GrowthPoint(waiting, await service.RunAsync(ImageJob.Sample, options.Jobs), adding.Micros);
    }

    private async Task<GrowthPoint> QueuesAsync(double handlers)
    {
        var setup = Setup($"queues{handlers}", (int)handlers);
        var first = double.NaN;
        if (_declared.Add(handlers))
        {
            await using var declaring = await GrowthService.StartAsync(setup);
            first = declaring.Start.TotalMilliseconds;
        }

        await using var service = await GrowthService.StartAsync(setup);
        await service.RunAsync(ImageJob.Sample, options.Jobs / 4);
        return new GrowthPoint(
            handlers,
            await service.RunAsync(ImageJob.Sample, options.Jobs),
            (await service.RunLiveAsync(ImageJob.Sample, options.Jobs)).ClientMicros,
            service.Start.TotalMilliseconds,
            first);
    }

    private GrowthSetup Setup(string service, int handlers = 1) =>
        new(service, handlers) { Broker = broker.Uri, BrokerId = broker.ProcessId };
}
