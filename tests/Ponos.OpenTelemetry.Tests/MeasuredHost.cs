using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Ponos.Tests.Support;

namespace Ponos.OpenTelemetry.Tests;

/// <summary>A host with telemetry as an application attaches it: spans are kept, and metrics are scraped as Prometheus does.</summary>
internal sealed class MeasuredHost : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly int _port = RabbitBroker.FreePort();
    private readonly ConcurrentQueue<Activity> _spans = new();
    private readonly HttpClient _client = new();

    private MeasuredHost(Action<IServiceCollection> add, (string Key, string Value)[] settings, TimeSpan? queues)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = Environments.Development });
        Microsoft.Extensions.Configuration.MemoryConfigurationBuilderExtensions.AddInMemoryCollection(
            builder.Configuration, settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.Services.AddSingleton<IJobObserver>(Jobs);
        builder.Services.AddOpenTelemetry()
            .WithTracing(tracing => tracing.AddPonosInstrumentation().AddProcessor(new Keeper(_spans)))
            .WithMetrics(metrics => metrics
                .AddPonosInstrumentation(options => options.QueueInterval = queues)
                .AddPrometheusHttpListener(options =>
                {
                    options.Host = "127.0.0.1";
                    options.Port = _port;
                    options.ScrapeResponseCacheDurationMilliseconds = 0;
                }));
        add(builder.Services);
        _host = builder.Build();
    }

    public ObservedJobs Jobs { get; } = new();

    public IServiceProvider Services => _host.Services;

    public IPublisher Publisher => Services.GetRequiredService<IPublisher>();

    public static async Task<MeasuredHost> StartAsync(
        Action<IServiceCollection> add, TimeSpan? queues = null, params (string Key, string Value)[] settings)
    {
        var host = new MeasuredHost(add, settings, queues);
        await host._host.StartAsync();
        return host;
    }

    /// <summary>The ended span of that name, as soon as there is one.</summary>
    public async Task<Activity> SpanAsync(string name, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_spans.FirstOrDefault(span => span.DisplayName == name) is { } found)
            {
                return found;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), cancellationToken);
        }
    }

    /// <summary>What Prometheus would be told now.</summary>
    public Task<string> ScrapeAsync(CancellationToken cancellationToken) =>
        _client.GetStringAsync(new Uri($"http://127.0.0.1:{_port.ToString(CultureInfo.InvariantCulture)}/metrics"), cancellationToken);

    /// <summary>Scrapes until there is a line that matches, and returns its value.</summary>
    public async Task<double> ValueAsync(string metric, string labels, Func<double, bool> holds, CancellationToken cancellationToken)
    {
        while (true)
        {
            foreach (var line in (await ScrapeAsync(cancellationToken)).Split('\n'))
            {
                if (line.StartsWith(metric + "{", StringComparison.Ordinal) && line.Contains(labels, StringComparison.Ordinal)
                    && double.Parse(line[(line.IndexOf("} ", StringComparison.Ordinal) + 2)..].Split(' ')[0], CultureInfo.InvariantCulture)
                        is var value && holds(value))
                {
                    return value;
                }
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _client.Dispose();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }

    private sealed class Keeper(ConcurrentQueue<Activity> spans) : global::OpenTelemetry.BaseProcessor<Activity>
    {
        public override void OnEnd(Activity data) => spans.Enqueue(data);
    }
}
