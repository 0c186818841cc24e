using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Ponos.Benchmarks.Jobs;
using Ponos.Contracts;

namespace Ponos.Benchmarks.Micro;

/// <summary>A publish through the whole publisher, to the embedded broker, where nobody listens.</summary>
public class PublishBenchmarks
{
    private IHost _host = null!;
    private IPublisher _publisher = null!;

    [GlobalSetup]
    public async Task SetUp()
    {
        _host = await EmbeddedHost.StartAsync(new([], [new ContractDescriptor<ImageSeen>(JobKind.Event, "image.seen")]));
        _publisher = _host.Services.GetRequiredService<IPublisher>();
    }

    [Benchmark]
    public Task Publish() => _publisher.PublishAsync(ImageSeen.Sample);

    [GlobalCleanup]
    public Task CleanUp() => _host.StopAsync();
}
