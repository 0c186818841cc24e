using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Ponos.Benchmarks.Jobs;
using Ponos.Handlers;

namespace Ponos.Benchmarks.Micro;

/// <summary>A job from publish to acknowledgement on the embedded broker.</summary>
public class LineBenchmarks
{
    private const int Jobs = 500;

    private readonly SemaphoreSlim _handled = new(0);
    private IHost _host = null!;
    private IPublisher _publisher = null!;
    private int _count;

    [GlobalSetup]
    public async Task SetUp()
    {
        _host = await EmbeddedHost.StartAsync(HandlerCatalog.Empty, map: ponos => ponos.MapTask<ImageJob>(ImageJob.Name, Handle));
        _publisher = _host.Services.GetRequiredService<IPublisher>();
    }

    [Benchmark(OperationsPerInvoke = Jobs)]
    public async Task PublishAndHandle()
    {
        for (var i = 0; i < Jobs; i++)
        {
            await _publisher.PublishAsync(ImageJob.Sample);
        }

        await _handled.WaitAsync();
    }

    [GlobalCleanup]
    public Task CleanUp() => _host.StopAsync();

    private Task Handle(ImageJob job)
    {
        if (Interlocked.Increment(ref _count) % Jobs == 0)
        {
            _handled.Release();
        }

        return Task.CompletedTask;
    }
}
